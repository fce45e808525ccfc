import { expect, test } from "vitest";
import { Trouble } from "../api/trouble";
import { MeterReading } from "../journey/meter-reading";
import { aChange } from "../testing/a-change";
import { aKnownReading, anAccountMeter } from "../testing/a-known-reading";
import { aFinding, aReceipt } from "../testing/a-meter";
import { aSignedInService } from "../testing/a-signed-in-service";
import { settled } from "../testing/a-web-socket";
import { KnownSubmission } from "./known-submission";

const noExpectation = { meter: { expected: null } };
const finding = { ...aFinding(), suspectsReading: null, arithmetic: null, explanations: [] };
const toConfirm = {
  submitReading: { __typename: "ConfirmationNeeded", confirmationToken: "token-1", findings: [finding] },
};
const held = {
  submitReading: {
    __typename: "ReadingUnderReview",
    reading: aKnownReading({ status: "UNDER_REVIEW" }),
    receipt: aReceipt({ status: "UNDER_REVIEW" }),
    findings: [finding],
  },
};

async function aSubmission(answers: Parameters<typeof aSignedInService>, send: typeof fetch = fetch) {
  const { service, asked } = aSignedInService(noExpectation, ...answers);
  let keys = 0;
  const submission = new KnownSubmission(anAccountMeter(), {
    service,
    send,
    newReading: (meter) => new MeterReading(meter, { readDate: "2026-11-23" }, () => `key-${++keys}`),
  });
  await settled();
  return { submission, asked };
}

test("an odd reading is confirmed with the same values and key, and its receipt follows what becomes of it", async () => {
  const { submission, asked } = await aSubmission([toConfirm, held]);
  submission.setValue("1", "16590");

  await submission.send();
  expect(submission.step).toBe("confirm");
  await submission.confirm();
  expect(submission.step).toBe("receipt");
  submission.hear([aChange(42, "REVIEW_ACCEPTED", { id: "R-1", status: "ACCEPTED" })]);

  expect(asked[2].input).toEqual({ ...asked[1].input, confirmationToken: "token-1" });
  expect(submission.received?.receipt.status).toBe("ACCEPTED");
});

test("a photo goes straight to where the service says, and the reading names it", async () => {
  const upload = {
    requestPhotoUpload: {
      photoId: "p-1",
      url: "https://photos.example/",
      fields: [{ name: "key", value: "in/p-1" }],
      expiresAt: "",
    },
  };
  const posted: { url: string; names: string[] }[] = [];
  const send = (async (url: string, request: RequestInit) => {
    posted.push({ url, names: [...(request.body as FormData).keys()] });
    return new Response(null, { status: 204 });
  }) as typeof fetch;
  const { submission, asked } = await aSubmission([upload, held], send);

  await submission.photo.take(new File(["..."], "meter.jpg", { type: "image/jpeg" }));
  submission.setValue("1", "16590");
  await submission.send();

  expect(asked[1].input).toEqual({ meterId: "m-1", contentType: "image/jpeg", bytes: 3 });
  expect(posted).toEqual([{ url: "https://photos.example/", names: ["key", "file"] }]);
  expect(asked[2].input.photoId).toBe("p-1");
});

test.each([
  [new File(["."], "meter.gif", { type: "image/gif" }), "type"],
  [new File([new Uint8Array(5 * 1024 * 1024 + 1)], "meter.png", { type: "image/png" }), "size"],
])("a photo that would be refused is not sent", async (file, wrong) => {
  const { submission, asked } = await aSubmission([]);

  await submission.photo.take(file);

  expect(submission.photo.wrong).toBe(wrong);
  expect(asked).toHaveLength(1);
});

test("a photo that did not arrive does not go with the reading", async () => {
  const upload = { requestPhotoUpload: { photoId: "p-1", url: "https://photos.example/", fields: [], expiresAt: "" } };
  const { submission, asked } = await aSubmission([upload, held], async () => new Response(null, { status: 403 }));

  await submission.photo.take(new File(["..."], "meter.jpg", { type: "image/jpeg" }));
  submission.setValue("1", "16590");
  await submission.send();

  expect(submission.photo.trouble?.kind).toBe("unavailable");
  expect(asked[2].input).not.toHaveProperty("photoId");
});

test("an agent's reason goes with the reading, and only where there is one", async () => {
  const { submission, asked } = await aSubmission([held]);
  submission.setValue("1", "16590");
  submission.setReason(" Read with the customer ");

  await submission.send();

  expect(asked[1].input.reason).toBe("Read with the customer");
});

test("input that the service cannot use is told at its field", async () => {
  const { submission } = await aSubmission([new Trouble("bad-input", { field: "input.reason", message: "Too long." })]);
  submission.setValue("1", "16590");

  await submission.send();

  expect(submission.problems).toEqual([{ field: "reason", message: "Too long." }]);
});
