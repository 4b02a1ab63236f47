import type { AirlineWords } from './shape.js';

export const airlineDe: AirlineWords = {
  flight_status: {
    ask: ['ist <flight> pünktlich?', 'wann {landet|startet} <flight>{ in <city>|}?'],
    more: ['<flight>, am <weekday>', 'ab <city>'],
    answer: ['<flight> ist pünktlich, das Gate schließt 20 Minuten vor Abflug.'],
    stuck: ['Diesen Flug finde ich nicht.'],
    human: ['<flight> startet 35 Minuten später, der Anschluss klappt.'],
  },
  seat_selection: {
    ask: [
      'ich möchte {einen Fensterplatz|einen Gangplatz|einen anderen Sitzplatz}',
      'wir sind zu {zweit|dritt} und möchten zusammensitzen{ auf <flight>|}',
    ],
    more: ['Buchung <ref>', 'am {Fenster|Gang}'],
    answer: ['Die Plätze 14A und 14B sind für Sie reserviert.'],
    stuck: ['Der Sitzplan lädt nicht.'],
    human: ['Sie sitzen zusammen in Reihe 21.'],
  },
  baggage_allowance: {
    ask: [
      'wie viel Gepäck {ist dabei|darf ich mitnehmen}{ nach <city>|}?',
      'wie {groß|schwer} darf {das Handgepäck|der Koffer} sein?',
    ],
    more: ['Buchung <ref>', 'Economy'],
    answer: ['Ein Koffer mit 23 kg und ein Handgepäck sind dabei.'],
    stuck: ['Für diesen Tarif kenne ich die Regel nicht.'],
    human: ['Ein Koffer mit 23 kg ist für <money> dazugebucht.'],
  },
  change_booking: {
    ask: [
      'ich möchte {umbuchen|meinen Flug auf <weekday> verschieben}',
      '{Anschluss|Flug} {verpasst|in <city> verpasst}, was nun?',
    ],
    more: ['Buchung <ref>', 'irgendwann am <weekday>'],
    answer: ['Sie fliegen am <weekday> mit <flight>, Aufpreis <money>.'],
    stuck: ['Ich bin nicht sicher, welche Strecke Sie meinen.'],
    human: ['Umgebucht auf <flight> am <weekday>, ohne Aufpreis.'],
  },
  special_assistance: {
    ask: [
      '{ich brauche|meine Mutter braucht} {einen Rollstuhl|Hilfe} am Flughafen{ <city>|}',
      'darf ein Assistenzhund mit{ auf <flight>|}?',
    ],
    more: ['Buchung <ref>', 'vom Check-in bis zum Sitz'],
    answer: ['Der Rollstuhl ist für <flight> gebucht.'],
    stuck: ['Betreuung muss nach Vorschrift ein Kollege bestätigen.'],
    human: ['Die Betreuung ist vom Check-in bis zum Sitz bestätigt.'],
  },
  refund_cancelled_flight: {
    ask: [
      '{mein Flug|<flight>} wurde {gestrichen|annulliert}, ich {möchte|will} {mein Geld zurück|eine Erstattung}',
      'Erstattung für den {gestrichenen|annullierten} Flug{ nach <city>| <flight>|}',
      '{wann|wie} bekomme ich {mein Geld|die Erstattung} für den {ausgefallenen|gestrichenen} Flug?',
      'ich will {keinen Gutschein|nicht umbuchen}, sondern {das Geld zurück|eine Erstattung}, der Flug {fiel aus|wurde gestrichen}',
      'warte seit {Wochen|<month>} auf die Erstattung von <money>',
    ],
    more: ['Buchung <ref>, <money>', 'bezahlt mit Karte <last4>'],
    answer: ['Die Erstattung von <money> ist unterwegs, bis zu 7 Tage.'],
    stuck: ['Umbuchen kann ich, Erstattungen für gestrichene Flüge aber nicht.'],
    human: ['Die Erstattung von <money> auf die Karte läuft, 7 Tage.'],
  },
  name_correction: {
    ask: [
      'mein Name {ist falsch geschrieben|hat einen Tippfehler} {auf dem Ticket|in der Buchung}',
      'bitte {den Namen|die Schreibweise} {im Ticket|in der Buchung} {ändern|korrigieren}',
      'ich habe geheiratet, {auf dem Ticket|in der Buchung} steht mein alter {Name|Nachname}',
      'Vor- und Nachname sind {vertauscht|verdreht}',
    ],
    more: ['Buchung <ref>, ein Buchstabe', 'wie im Pass'],
    answer: ['Der Name ist korrigiert, die neue Bordkarte ist in der App.'],
    stuck: ['Das Ticket ließ sich nicht neu ausstellen (ERR_TKT_REISSUE).'],
    human: ['Name korrigiert, Ticket neu ausgestellt.'],
  },
  delayed_baggage: {
    ask: [
      'mein {Koffer|Gepäck} {ist nicht angekommen|fehlt}{ in <city>| mit <flight>|}',
      'wo ist mein {Koffer|Gepäck}{ seit <weekday>|}?',
      'ich stehe am Band in <city> und {mein Koffer kommt nicht|der Koffer fehlt}',
      'Koffer {weg|verloren}, {wer zahlt|ich brauche Kleidung}',
    ],
    more: ['ein {grauer|roter|blauer} Koffer, <flight>', 'ich bin bis <weekday> in <city>'],
    answer: ['Der Koffer ist gefunden und kommt morgen Vormittag.'],
    stuck: ['Das habe ich leider nicht verstanden, dieses Thema kenne ich nicht.'],
    human: ['Der Koffer ist noch in <city>, ein Kurier bringt ihn am <weekday>.'],
  },
  voucher_expired: {
    ask: [
      'mein Gutschein {über <money> |}ist {abgelaufen|nicht mehr gültig}{, kann man ihn verlängern|}',
      'der Gutscheincode {geht nicht mehr|ist abgelaufen}',
    ],
    more: ['<money>, von <month>', 'der Code endet auf <last4>'],
    answer: ['Der Gutschein über <money> gilt sechs Monate länger.'],
    stuck: ['Es geht um eine Erstattung, richtig? Das kann ich nicht.'],
    human: ['Der Gutschein ist um sechs Monate verlängert.'],
  },
};
