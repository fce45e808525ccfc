/** What a newcomer sees first: the way of a guest, with a demo account. */
export const defaultQuery = `# Meter reads. Run StartGuestJourney, then put its token into the Headers tab:
#   { "Authorization": "Bearer …" }

mutation StartGuestJourney {
  startGuestJourney(input: { accountNumber: "8500417731", postcode: "B33 9QX" }) {
    __typename
    ... on GuestJourney {
      token
      expiresAt
      meters {
        id
        fuel
        supplyPoint
        serial
      }
    }
    ... on GuestJourneyRefused {
      message
      retryAt
    }
  }
}
`;
