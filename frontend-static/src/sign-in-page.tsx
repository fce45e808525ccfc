import { render } from "preact";
import { SignInCard } from "./elements/sign-in/sign-in-card";
import { openPage } from "./page";
import { SignInReturn } from "./sign-in/sign-in-return";
import { signedInParts } from "./signed-in";

const { signIn, visit } = signedInParts();
const coming = new SignInReturn(signIn, visit, window);

render(<SignInCard coming={coming} />, openPage());
void coming.begin();
