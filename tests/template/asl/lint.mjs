// Reads a state machine as JSON from standard input; says what is wrong with it, an error a line.
import { readFileSync } from "node:fs";
import validator from "asl-validator";

const { errors } = validator(JSON.parse(readFileSync(0, "utf8")), { checkArn: true, checkPaths: true });
for (const error of errors) {
  console.log(JSON.stringify(error));
}
