import { RequestPhotoUploadDocument } from "../api/generated/operations";
import type { SignedInService } from "../api/signed-in-service";
import { Trouble } from "../api/trouble";
import { Asking } from "../journey/asking";

const types: ReadonlySet<string> = new Set(["image/jpeg", "image/png"]);
const mostBytes = 5 * 1024 * 1024;

export type PhotoProblem = "type" | "size";

/** A photo of the meter, sent straight to the store of photos. */
export class Photo extends Asking {
  /** What a reading names it by, once it is there. */
  id: string | undefined;
  name: string | undefined;
  wrong: PhotoProblem | undefined;

  constructor(
    private readonly service: Pick<SignedInService, "ask">,
    private readonly send: typeof fetch,
    private readonly meterId: string,
  ) {
    super();
  }

  async take(file: File): Promise<void> {
    this.wrong = problemOf(file);
    this.id = undefined;
    this.name = undefined;
    if (this.wrong) return this.report([]);
    await this.attempt(async () => {
      const input = { meterId: this.meterId, contentType: file.type, bytes: file.size };
      const { requestPhotoUpload: upload } = await this.service.ask(RequestPhotoUploadDocument, { input });
      const form = new FormData();
      for (const { name, value } of upload.fields) form.append(name, value);
      // S3 ignores whatever comes after the file.
      form.append("file", file);
      await this.post(upload.url, form);
      this.id = upload.photoId;
      this.name = file.name;
    });
  }

  private async post(url: string, body: FormData): Promise<void> {
    const response = await this.send(url, { method: "POST", body, credentials: "omit" }).catch(() => {
      throw new Trouble("offline");
    });
    if (!response.ok) throw new Trouble("unavailable");
  }
}

function problemOf({ type, size }: File): PhotoProblem | undefined {
  if (!types.has(type)) return "type";
  return size > mostBytes ? "size" : undefined;
}
