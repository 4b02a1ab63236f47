import type { AirlineWords } from './shape.js';

export const airlineEn: AirlineWords = {
  flight_status: {
    ask: [
      'is {flight |}<flight> on time{ today|}?',
      'when does <flight> {land|leave|arrive}{ in <city>|}?',
      'status of {my flight|<flight>} {to <city>|today|}',
    ],
    more: ['<flight>, on <weekday>', 'from <city>'],
    answer: ['<flight> is on time, gate closes 20 minutes before departure.'],
    stuck: ['I do not find this flight.'],
    human: ['<flight> leaves 35 minutes late, you reach your connection.'],
  },
  seat_selection: {
    ask: [
      '{can I|I want to} {choose|change|pick} {my |a |}seat{ by the window| on the aisle|s next to each other|}',
      'we are {two|three|four} and want to sit together on <flight>',
      'how much is {an exit row|a front row|an extra legroom} seat?',
    ],
    more: ['booking <ref>', '{window|aisle}, please'],
    answer: ['Seats 14A and 14B are yours on <flight>.'],
    stuck: ['The seat map does not load.'],
    human: ['I seated you together in row 21.'],
  },
  baggage_allowance: {
    ask: [
      'how {much|many} {baggage|bags|luggage} {can I take|is included}{ on <flight>| to <city>|}?',
      '{what size|how heavy} may {my|the} {hand luggage|carry-on|suitcase} be?',
      'add {a bag|one suitcase|a second bag} to {my booking|<ref>}',
    ],
    more: ['booking <ref>', 'economy'],
    answer: ['One bag of 23 kg and one cabin bag are included in your fare.'],
    stuck: ['I do not know the rule for this fare.'],
    human: ['I added one bag of 23 kg for <money>.'],
  },
  change_booking: {
    ask: [
      '{change|move|rebook} my flight {to <weekday>|to an earlier one|to the next day}',
      'can I {fly|travel} {earlier|later|on <weekday>} {instead|with the same ticket}?',
      'I {missed|will miss} {my flight|my connection}{ in <city>|}, what now?',
    ],
    more: ['booking <ref>', 'any time on <weekday>'],
    answer: ['You are on <flight> on <weekday>, the difference is <money>.'],
    stuck: ['I am not sure which leg you want to change.'],
    human: ['Rebooked to <flight> on <weekday>, no extra cost.'],
  },
  special_assistance: {
    ask: [
      '{I need|my mother needs|please book} {a wheelchair|assistance} {at the airport|to the gate|in <city>}',
      '{can I take|I fly with} {an assistance dog|an oxygen machine}{ on <flight>|}?',
      'my {son|daughter} of 9 flies alone, who helps at the airport?',
    ],
    more: ['booking <ref>', 'from the check-in to the seat'],
    answer: ['A wheelchair is booked for <flight>.'],
    stuck: ['For special assistance a colleague has to confirm by rule.'],
    human: ['Assistance is confirmed from check-in to the seat on <flight>.'],
  },
  refund_cancelled_flight: {
    ask: [
      '{you|they} cancelled {my flight|<flight>} and I {want|need|would like} {my money back|a refund}',
      'refund for {the|my} {cancelled|canceled} flight {to <city>|<flight>|booking <ref>}{, please|}',
      '{when|how} {do I get|will I receive} {the|my} {money back|refund} {for|after} the cancelled flight?',
      'flight {was cancelled|got cancelled} {yesterday|on <weekday>|an hour before}, I do not want {a voucher|to rebook}, I want {cash|a refund|the money}',
      '{still waiting|waiting for weeks} for {the|my} refund of <money>{ for <flight>|}',
      'I only get offered {a voucher|another date} but {by law|as far as I know} {I may have my money back|a refund is my right}',
    ],
    more: ['booking <ref>, <money>', 'paid by card ending <last4>'],
    answer: ['The refund of <money> is on its way, it takes up to 7 days.'],
    stuck: ['I can rebook you, but refunds of cancelled flights are outside of what I can do.'],
    human: [
      'I started the refund of <money> to the card, 7 days.',
      'Refund and 250 in compensation are approved.',
    ],
  },
  name_correction: {
    ask: [
      '{my name|the name|my last name} {is misspelled|is spelled wrong|has a typo} {on the ticket|in the booking|on booking <ref>}',
      '{correct|fix|change} the {name|spelling} {on|in} my {ticket|booking|boarding pass}',
      'I {got married|took my wife’s name}, the ticket {has|shows} my old {name|surname}',
      'first and last name are {swapped|mixed up|the wrong way round}{ on the ticket|}',
      '{passport|ID} and ticket do not {match|have the same name}, {can you fix it|what do I do}?',
    ],
    more: ['booking <ref>, one letter', 'as it stands in the passport'],
    answer: ['The name is corrected, your new boarding pass is in the app.'],
    stuck: ['The ticket could not be issued again (ERR_TKT_REISSUE).'],
    human: ['I corrected the name and issued the ticket again.'],
  },
  delayed_baggage: {
    ask: [
      'my {bag|suitcase|luggage|baggage} {did not arrive|is missing|never came out} {in <city>|with <flight>|}',
      '{where is|still no sign of} my {bag|suitcase}{ since <weekday>|}?',
      'I stand at the {belt|carousel} in <city> {and my suitcase is not there|without my bag}',
      '{you lost|the airline lost} my {luggage|suitcase}{, I need clothes|, who pays|}',
      '{baggage|luggage} {claim|report} for <flight>, {one suitcase|two bags} missing',
    ],
    more: ['a {grey|red|blue} suitcase, <flight>', 'I stay in <city> until <weekday>'],
    answer: ['Your bag is found and comes to you tomorrow before noon.'],
    stuck: ['Sorry, I did not understand this. I do not know this topic.'],
    human: [
      'The bag is still in <city>, a courier brings it on <weekday>.',
      'Report opened, please keep the receipts up to <money>.',
    ],
  },
  voucher_expired: {
    ask: [
      'my voucher {of <money> |}{has expired|ran out in <month>|is not accepted}{, can it be extended|}',
      '{the code|my credit|the travel voucher} {says expired|is no longer valid|does not work}',
      'I could not {use|redeem} my {voucher|flight credit} {in time|before <month>}, {extend it please|what can you do}?',
    ],
    more: ['<money>, from <month>', 'the code ends in <last4>'],
    answer: ['I extended the voucher of <money> by six months.'],
    stuck: ['You want to ask about a refund, right? I cannot do that.'],
    human: ['The voucher is extended by six months.'],
  },
};
