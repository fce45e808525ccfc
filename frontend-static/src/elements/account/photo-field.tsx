import type { Photo } from "../../account/photo";
import { signedInWords } from "../../text/signed-in/words";
import { Field } from "../field";

const text = signedInWords.send;

export function PhotoField({ photo }: { photo: Photo }) {
  const problem = photo.wrong ? text.photoWrong[photo.wrong] : photo.trouble && text.photoFailed;
  return (
    <Field id="photo" label={text.photo} hint={text.photoHint} problem={problem}>
      <input
        id="photo"
        class="file-input"
        type="file"
        accept="image/jpeg,image/png"
        aria-describedby={problem ? "photo-hint photo-problem" : "photo-hint"}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void photo.take(file);
        }}
      />
      <p class="live-note-good" role="status">
        {photo.busy ? text.photoBusy : photo.name && text.photoThere(photo.name)}
      </p>
    </Field>
  );
}
