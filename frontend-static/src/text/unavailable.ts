/** The page for when the site itself cannot be shown: no script chooses its language, so it says all in both. */
export interface UnavailableWords {
  title: string;
  lead: string;
  keep: string;
  sent: string;
  late: string;
  again: string;
}

const en: UnavailableWords = {
  title: "We cannot show this page just now",
  lead: "This is our fault, not yours, and we are putting it right.",
  keep: "Keep your reading: write down what the meter shows, and today’s date.",
  sent: "A reading that is kept on this device is not lost. It is sent by itself as soon as we are back.",
  late: "A reading counts for the day it was taken on, also when you send it later.",
  again: "Try again",
};

const cy: UnavailableWords = {
  title: "Ni allwn ddangos y dudalen hon ar hyn o bryd",
  lead: "Ein bai ni yw hyn, nid eich bai chi, ac rydym wrthi’n ei gywiro.",
  keep: "Cadwch eich darlleniad: ysgrifennwch yr hyn y mae’r mesurydd yn ei ddangos, a dyddiad heddiw.",
  sent: "Nid yw darlleniad sydd wedi’i gadw ar y ddyfais hon wedi’i golli. Caiff ei anfon ohono’i hun cyn gynted ag y byddwn yn ôl.",
  late: "Mae darlleniad yn cyfrif ar gyfer y diwrnod y cafodd ei gymryd, hyd yn oed os byddwch yn ei anfon yn ddiweddarach.",
  again: "Rhoi cynnig arall arni",
};

export const unavailable = { en, cy };
