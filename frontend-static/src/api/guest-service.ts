import {
  CheckReceiptDocument,
  type FindingFragment,
  type JourneyMeterFragment,
  type MeterChangedSubscription,
  type ReceiptDetailsFragment,
  ServiceDocument,
  type ServiceStatusFragment,
  StartGuestJourneyDocument,
  type StartGuestJourneyInput,
  type StartGuestJourneyMutation,
  SubmitReadingDocument,
  type SubmitReadingInput,
  type SubmitReadingMutation,
} from "./generated/operations";
import type { GraphqlEndpoint } from "./graphql-endpoint";

export type Meter = JourneyMeterFragment;
export type Register = Meter["registers"][number];
export type Finding = FindingFragment;
export type Receipt = ReceiptDetailsFragment;
export type JourneyStart = StartGuestJourneyMutation["startGuestJourney"];
export type MeterChange = MeterChangedSubscription["meterChanged"];
export type ReadingOutcome = SubmitReadingMutation["submitReading"];

/** What the service does for someone who has not signed in. */
export class GuestService {
  constructor(private readonly endpoint: GraphqlEndpoint) {}

  async startJourney(input: StartGuestJourneyInput): Promise<JourneyStart> {
    return (await this.endpoint.run(StartGuestJourneyDocument, { input })).startGuestJourney;
  }

  async submitReading(input: SubmitReadingInput, token: string): Promise<ReadingOutcome> {
    return (await this.endpoint.run(SubmitReadingDocument, { input }, token)).submitReading;
  }

  async status(): Promise<ServiceStatusFragment> {
    return (await this.endpoint.run(ServiceDocument, {})).service;
  }

  /** Null where the reference or its signature is wrong. */
  async checkReceipt(reference: string, signature: string): Promise<Receipt | null> {
    return (await this.endpoint.run(CheckReceiptDocument, { reference, signature })).receipt;
  }
}
