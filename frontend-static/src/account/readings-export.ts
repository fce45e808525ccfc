import type { AccountMeter } from "../api/signed-in-service";
import { Asking } from "../journey/asking";
import { signedInWords } from "../text/signed-in/words";
import type { MeterHistory } from "./meter-history";
import { readingsCsv } from "./readings-csv";

const { readings: text } = signedInWords;

export type SaveFile = (name: string, content: string, type: string) => void;

/** All readings of a meter as a file for a spreadsheet, made in the browser. */
export class ReadingsExport extends Asking {
  constructor(
    private readonly history: Pick<MeterHistory, "all">,
    private readonly meter: Pick<AccountMeter, "serial">,
    private readonly saveFile: SaveFile,
  ) {
    super();
  }

  async save(): Promise<void> {
    await this.attempt(async () => {
      const csv = readingsCsv(text.columns, await this.history.all());
      this.saveFile(text.file(this.meter.serial.replaceAll(/[^\w-]/g, "")), csv, "text/csv;charset=utf-8");
    });
  }
}

/** By a link that is clicked and forgotten. */
export const saveByLink: SaveFile = (name, content, type) => {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};
