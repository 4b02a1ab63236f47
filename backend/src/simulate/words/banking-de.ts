import type { BankingWords } from './shape.js';

export const bankingDe: BankingWords = {
  check_balance: {
    ask: [
      '{wie hoch ist|was ist|zeig mir} mein {aktueller |}Kontostand{ auf dem Girokonto|}?',
      'wie viel Geld {habe ich noch|ist} auf {meinem|dem} Konto?',
    ],
    more: ['das {Girokonto|Sparkonto}', 'das mit der Endung <last4>'],
    answer: ['Ihr Kontostand beträgt <money>. Die letzte Buchung war am <weekday>.'],
    stuck: ['Ich kann das Konto gerade nicht lesen.'],
    human: ['Auf dem Konto sind <money>, die App zeigt es jetzt wieder an.'],
  },
  card_activation: {
    ask: [
      '{wie|wo} {aktiviere ich|kann ich} meine neue {Karte|Girocard|Kreditkarte}{ freischalten|}?',
      'neue Karte {ist da|heute gekommen}, {wie schalte ich sie frei|sie geht noch nicht}',
    ],
    more: ['sie endet auf <last4>'],
    answer: ['Erledigt: Die Karte mit der Endung <last4> ist freigeschaltet.'],
    stuck: ['Das Kartensystem antwortet nicht.'],
    human: ['Die Karte ist jetzt frei, die erste Zahlung bitte mit PIN.'],
  },
  statement_copy: {
    ask: [
      '{ich brauche|bitte schicken Sie mir} {den|einen} Kontoauszug {für|vom} <month>',
      'wo finde ich {meine Auszüge|den Auszug als PDF}{ für die Steuer|}?',
    ],
    more: ['<month> bitte', 'die letzten drei Monate'],
    answer: ['Der Auszug für <month> liegt als PDF im Postfach der App.'],
    stuck: ['Ich finde diesen Auszug nicht.'],
    human: ['Ich habe die Auszüge für <month> ins Postfach gestellt.'],
  },
  standing_order: {
    ask: [
      '{Dauerauftrag|einen Dauerauftrag} {einrichten|ändern|löschen}{ für die Miete| über <money>|}',
      'wie {ändere|stoppe} ich {den|einen} Dauerauftrag?',
    ],
    more: ['<money> zum Ersten', 'ab <month>'],
    answer: ['Der Dauerauftrag über <money> ist gespeichert.'],
    stuck: ['Der Dauerauftrag ließ sich nicht speichern.'],
    human: ['Der Dauerauftrag steht, erste Ausführung am <weekday>.'],
  },
  transfer_limit: {
    ask: [
      'bitte {mein|das} {Tageslimit|Überweisungslimit} {auf <money> |}erhöhen',
      'ich muss <money> überweisen, {aber das Limit reicht nicht|die App sagt Limit überschritten}',
    ],
    more: ['<money>, nur {heute|einmal}', 'für {ein Auto|die Kaution}'],
    answer: ['Ihr Limit liegt bis Mitternacht bei <money>.'],
    stuck: ['So weit darf ich das Limit nicht anheben.'],
    human: ['Das Limit beträgt bis morgen Abend <money>.'],
  },
  lost_card: {
    ask: [
      'ich habe meine {Karte|Girocard|Geldbörse} {verloren|in <city> liegen lassen|im Zug vergessen}',
      'bitte {sofort |}meine Karte sperren{, sie ist weg|}',
    ],
    more: ['die mit <last4> am Ende', 'heute früh hatte ich sie noch'],
    answer: ['Die Karte mit der Endung <last4> ist gesperrt, eine neue ist unterwegs.'],
    stuck: ['Von hier konnte ich die Karte nicht sperren.'],
    human: ['Die Karte ist gesperrt, es gab keine fremden Zahlungen. Ersatz ist bestellt.'],
  },
  update_address: {
    ask: [
      'ich bin {nach <city> |}umgezogen {und möchte|, wie kann ich} {meine Adresse|meine Anschrift} ändern',
      '{Adresse|Anschrift|meine Adresse} {ändern|aktualisieren|korrigieren}{ bitte| geht nicht|}',
      'meine {Adresse|Anschrift|Hausnummer} {ist falsch|stimmt nicht|ist noch die alte} {in der App|auf dem Auszug|bei Ihnen im System}',
      '{die Post|meine Briefe|die neue Karte} {geht|gehen|kommt} {immer noch |}an die alte {Adresse|Wohnung}',
      'die Adressänderung {bricht ab|endet mit ERR_PERM_004|wird nicht gespeichert}{, was nun|}',
      'neue Anschrift seit <month>, {wo trage ich die ein|bitte übernehmen}',
    ],
    more: ['die neue ist in <city>, seit <month>', 'ich habe sie zweimal eingegeben, es kommt ein Fehler'],
    answer: ['Die neue Adresse ist gespeichert und gilt für alle Konten.'],
    stuck: ['Die Adresse ließ sich nicht speichern: Der Kundenstamm lehnt ab (ERR_PERM_004).'],
    human: ['Ich habe die neue Adresse in <city> eingetragen, eine Bestätigung kommt per Brief.'],
  },
  dispute_fee: {
    ask: [
      '{warum|wofür} {wurden mir|haben Sie mir} <money> {Gebühren |}{berechnet|abgebucht}?',
      'ich {möchte|will} die {Gebühr|Kontoführungsgebühr} {von <money> |}{zurück|erstattet haben}',
      'das Konto sollte kostenlos sein, {trotzdem wurden <money> abgebucht|jetzt zahle ich <money> Gebühr}',
      '{Widerspruch gegen|Beschwerde über} {die|eine} {Gebühr|Überziehungsgebühr} {im <month>|auf meinem Konto}',
      'diese Gebühr {von <money> |}{habe ich nie vereinbart|verstehe ich nicht}, bitte {stornieren|erstatten}',
    ],
    more: ['am <weekday> stand da {Kontoführung|Entgelt}', '<money>, schon zum zweiten Mal'],
    answer: ['Ich habe die Gebühr von <money> storniert.'],
    stuck: ['Ich kann Gebühren erklären, aber über eine Erstattung nicht entscheiden.'],
    human: [
      'Ich habe <money> aus Kulanz erstattet.',
      'Die Gebühr ist laut Preisliste richtig, ich habe sie einmal erlassen.',
    ],
  },
  card_declined_abroad: {
    ask: [
      'meine Karte {wird|wurde} {in <country>|im Ausland|im Urlaub} {abgelehnt|nicht angenommen}',
      'ich bin {gerade |}in <country> und {kann nicht bezahlen|der Automat gibt kein Geld|die Karte geht nicht}',
      '{kein Geld am Automaten|Zahlung im Hotel abgelehnt} in <city>, {obwohl Geld drauf ist|woran liegt das}?',
      'ist meine Karte {für <country>|im Ausland} gesperrt? {Sie wird überall abgelehnt|Es geht nichts}',
    ],
    more: ['die mit <last4>, in <city>, seit <weekday>', 'es ist genug Geld drauf'],
    answer: ['Die Karte war für <country> gesperrt, ich habe sie für 30 Tage geöffnet.'],
    stuck: ['Ich sehe Ablehnungen in <country>, aber keinen Grund.'],
    human: ['Die Betrugsregel für <country> hat gegriffen, ich habe sie für die Reise aufgehoben.'],
  },
  mortgage_early_repayment: {
    ask: [
      '{kann ich|wie kann ich} {den Kredit|meine Baufinanzierung|das Darlehen} vorzeitig {ablösen|zurückzahlen}?',
      'wie hoch ist die Vorfälligkeitsentschädigung{ bei mir|}?',
      'ich möchte eine Sondertilgung von <money> leisten',
    ],
    more: ['die Zinsbindung läuft bis <month>', 'es sind noch <money> offen'],
    answer: ['Bis zu 5 % im Jahr können Sie ohne Kosten tilgen.'],
    stuck: ['Zur vorzeitigen Rückzahlung habe ich keine Angaben.'],
    human: ['Ich habe die Entschädigung berechnet und das Schreiben verschickt.'],
  },
  joint_account_holder: {
    ask: [
      'ich möchte {meine Frau|meinen Mann|meinen Partner} als {zweiten Inhaber|Mitinhaber} {eintragen|aufs Konto nehmen}',
      'wie wird aus meinem Konto ein Gemeinschaftskonto?',
      'mein {Ex-Mann|früherer Partner} soll {aus dem|vom} gemeinsamen Konto {raus|gelöscht werden}',
    ],
    more: ['sie ist schon Kundin bei Ihnen', 'beide mit gleichen Rechten'],
    answer: ['Ich habe Ihnen beiden das Formular in die App gestellt.'],
    stuck: ['Das habe ich nicht verstanden, dieses Thema kenne ich nicht.'],
    human: ['Der Termin für Sie beide steht, bitte die Ausweise mitbringen.'],
  },
  suspicious_payment: {
    ask: [
      'da ist eine {Abbuchung|Zahlung} von <money>, die {nicht von mir ist|ich nicht kenne}',
      'jemand hat <money> von meinem Konto {gestohlen|abgebucht}',
    ],
    more: ['am <weekday>, <money>', 'ein Laden in <country>, da war ich nie'],
    answer: ['Ich habe die Karte gesperrt und einen Fall angelegt.'],
    stuck: ['Zu Ihrer Sicherheit muss sich die Betrugsstelle das ansehen.'],
    human: ['Karte gesperrt, <money> zurückgefordert, Betrugsfall angelegt.'],
  },
};
