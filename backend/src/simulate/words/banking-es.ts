import type { BankingWords } from './shape.js';

export const bankingEs: BankingWords = {
  check_balance: {
    ask: [
      '{cuál es|dime|quiero ver} {mi saldo|el saldo de mi cuenta}',
      'cuánto dinero {tengo|me queda} en la cuenta?',
    ],
    more: ['la cuenta {corriente|de ahorro}', 'la que termina en <last4>'],
    answer: ['Su saldo es de <money>. El último movimiento fue el <weekday>.'],
    stuck: ['Ahora mismo no puedo leer esta cuenta.'],
    human: ['En la cuenta hay <money>, la aplicación ya lo muestra.'],
  },
  card_activation: {
    ask: [
      'cómo activo mi {nueva tarjeta|tarjeta}?',
      'me llegó la tarjeta {hoy|ayer} y {no funciona|quiero activarla}',
    ],
    more: ['termina en <last4>'],
    answer: ['Listo: la tarjeta terminada en <last4> está activa.'],
    stuck: ['El sistema de tarjetas no responde.'],
    human: ['La tarjeta ya está activa, el primer pago con PIN.'],
  },
  statement_copy: {
    ask: [
      'necesito {el extracto|una copia del extracto} de <month>',
      'dónde {encuentro|descargo} {mis extractos|el extracto en PDF}?',
    ],
    more: ['<month>, por favor', 'los últimos tres meses'],
    answer: ['El extracto de <month> está en el buzón de la aplicación.'],
    stuck: ['No encuentro ese extracto.'],
    human: ['Le dejé los extractos de <month> en el buzón.'],
  },
  standing_order: {
    ask: [
      'quiero {crear|cambiar|cancelar} una transferencia {periódica|mensual}{ de <money>|}',
      'cómo {paro|modifico} el pago mensual del alquiler?',
    ],
    more: ['<money> el día uno', 'desde <month>'],
    answer: ['La transferencia periódica de <money> está guardada.'],
    stuck: ['No pude guardar la transferencia periódica.'],
    human: ['La transferencia periódica está lista, empieza el <weekday>.'],
  },
  transfer_limit: {
    ask: [
      '{subir|aumentar} {mi límite|el límite diario}{ a <money>|}',
      'tengo que transferir <money> y {el límite no alcanza|dice límite superado}',
    ],
    more: ['<money>, solo hoy', 'es para {un coche|la fianza}'],
    answer: ['Su límite es de <money> hasta medianoche.'],
    stuck: ['No puedo subir tanto el límite.'],
    human: ['El límite es de <money> hasta mañana por la noche.'],
  },
  lost_card: {
    ask: [
      '{perdí|he perdido|no encuentro} mi {tarjeta|cartera}{ en <city>|}',
      '{bloquear|bloqueen} mi tarjeta {ya|por favor}',
    ],
    more: ['la que termina en <last4>', 'la usé esta mañana'],
    answer: ['La tarjeta terminada en <last4> está bloqueada, le enviamos otra.'],
    stuck: ['No pude bloquear la tarjeta desde aquí.'],
    human: ['Tarjeta bloqueada, sin pagos ajenos. La nueva está pedida.'],
  },
  update_address: {
    ask: [
      'me {mudé|he mudado} {a <city> |}y {necesito|quiero} {cambiar|actualizar} mi {dirección|domicilio}',
      '{cambiar|actualizar|corregir} {mi dirección|el domicilio|la dirección postal}{ por favor|}',
      'mi {dirección|domicilio} {está mal|sigue siendo la antigua|no es correcta} {en la app|en el extracto}',
      'las {cartas|tarjetas} {siguen llegando|llegan} a {mi antigua dirección|la casa anterior}',
      'el cambio de dirección {da error|termina con ERR_PERM_004|no se guarda}',
    ],
    more: ['la nueva es en <city>, desde <month>', 'la puse dos veces y da error'],
    answer: ['La nueva dirección está guardada para todas sus cuentas.'],
    stuck: ['No pude guardar la dirección: el registro la rechaza (ERR_PERM_004).'],
    human: ['Registré la dirección nueva en <city>, le llega una confirmación por carta.'],
  },
  dispute_fee: {
    ask: [
      'por qué me {cobraron|han cobrado} {una comisión de <money>|<money>}{ en <month>|}?',
      'quiero que me {devuelvan|reembolsen} {la comisión|el cargo} de <money>',
      '{reclamo|no acepto} {la comisión|el cargo} {de mantenimiento|por descubierto}',
      'la cuenta {era|debía ser} gratis y me {quitaron|cobraron} <money>',
    ],
    more: ['el <weekday> pone mantenimiento', '<money>, ya es la segunda vez'],
    answer: ['He anulado la comisión de <money>.'],
    stuck: ['Puedo explicar comisiones, pero no decidir una devolución.'],
    human: [
      'Devolví <money> como cortesía.',
      'La comisión es correcta según la tarifa, se la quité una vez.',
    ],
  },
  card_declined_abroad: {
    ask: [
      'mi tarjeta {es rechazada|no funciona|fue rechazada} {en <country>|en el extranjero}',
      'estoy {de viaje |}en <country> y no puedo {pagar|sacar dinero}',
      'el cajero de <city> {rechaza mi tarjeta|no me da dinero}, {hay saldo|qué pasa}?',
    ],
    more: ['la que termina en <last4>, en <city>', 'hay saldo suficiente'],
    answer: ['La tarjeta estaba cerrada para <country>, la abrí por 30 días.'],
    stuck: ['Veo pagos rechazados en <country>, pero no el motivo.'],
    human: ['La regla antifraude de <country> la bloqueó, la levanté para este viaje.'],
  },
  mortgage_early_repayment: {
    ask: [
      'puedo {pagar|cancelar} {la hipoteca|el préstamo} antes de tiempo?',
      'cuál es la comisión por amortización anticipada?',
      'quiero amortizar <money> de {mi|la} hipoteca',
    ],
    more: ['el tipo fijo termina en <month>', 'quedan unos <money>'],
    answer: ['Puede amortizar hasta un 5 % al año sin coste.'],
    stuck: ['No tengo información sobre la amortización anticipada.'],
    human: ['Calculé la comisión y le envié la carta de cancelación.'],
  },
  joint_account_holder: {
    ask: [
      'quiero {añadir|poner} a mi {mujer|marido|pareja} {como titular|en mi cuenta}',
      'cómo hago una cuenta conjunta?',
      'quitar a mi {ex|expareja} de la cuenta conjunta',
    ],
    more: ['ya es cliente del banco', 'los dos con los mismos derechos'],
    answer: ['Les envié el formulario a los dos en la aplicación.'],
    stuck: ['No entiendo la petición, no conozco este tema.'],
    human: ['La cita para los dos está hecha, traigan el documento de identidad.'],
  },
  suspicious_payment: {
    ask: [
      'hay un {cargo|pago} de <money> que {no es mío|no reconozco}',
      'alguien me {quitó|robó} <money> de la cuenta',
    ],
    more: ['fue el <weekday>, <money>', 'la tienda está en <country>'],
    answer: ['Bloqueé la tarjeta y abrí un caso.'],
    stuck: ['Por su seguridad lo tiene que ver el equipo de fraude.'],
    human: ['Tarjeta bloqueada, <money> reclamados y caso de fraude abierto.'],
  },
};
