import { render } from "preact";
import { MissingPage } from "./elements/missing-page";
import { openPage } from "./page";

render(<MissingPage />, openPage());
