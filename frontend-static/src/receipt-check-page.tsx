import { render } from "preact";
import { GraphqlEndpoint } from "./api/graphql-endpoint";
import { GuestService } from "./api/guest-service";
import { ReceiptCheckForm } from "./elements/receipt-check-form";
import { openPage } from "./page";
import { receiptInAddress } from "./receipt/receipt-address";
import { ReceiptCheck } from "./receipt/receipt-check";

const service = new GuestService(new GraphqlEndpoint("/graphql", (...request) => fetch(...request)));
const { reference, signature } = receiptInAddress(window.location.search);
const check = new ReceiptCheck(service, reference, signature);

render(<ReceiptCheckForm check={check} />, openPage());
if (reference && signature) void check.check();
