import type { TelecomWords } from './shape.js';

export const telecomEs: TelecomWords = {
  data_usage: {
    ask: ['cuántos datos {me quedan|he gastado}{ este mes|}?', '{ver|consultar} mi consumo de datos'],
    more: ['el número que termina en <last4>', 'este mes'],
    answer: ['Ha usado 14,2 GB de 20 GB. El mes termina el <weekday>.'],
    stuck: ['El contador de datos no responde.'],
    human: ['Le quedan 5,8 GB, el contador iba con retraso.'],
  },
  plan_change: {
    ask: [
      'quiero {un plan más grande|una tarifa más barata|cambiar de tarifa}',
      '{cambiar|subir} mi plan{ a ilimitado|}',
    ],
    more: ['desde {el mes que viene|<month>}', 'el de <money>'],
    answer: ['Su plan cambia el uno de <month>, cuesta <money> al mes.'],
    stuck: ['No pude contratar ese plan.'],
    human: ['El plan nuevo queda desde <month> por <money>.'],
  },
  bill_explanation: {
    ask: [
      'por qué mi factura es {tan alta|de <money>|más cara que el mes pasado}?',
      'no entiendo {la factura|un cargo de la factura}',
    ],
    more: ['la de <month>', 'normalmente pago <money>'],
    answer: ['La factura incluye <money> por el cambio de plan.'],
    stuck: ['No sé a qué parte de la factura se refiere.'],
    human: ['Era la parte proporcional del cambio, la próxima es de <money>.'],
  },
  router_setup: {
    ask: [
      'cómo {instalo|configuro} el {router|módem} nuevo?',
      'el router {parpadea en rojo|no se conecta}',
      'dónde está la clave del wifi?',
    ],
    more: ['el {blanco|negro}, desde el <weekday>', 'ya lo reinicié'],
    answer: ['Mantenga pulsado el botón diez segundos, la luz se pone verde en dos minutos.'],
    stuck: ['No llego al router.'],
    human: ['Reinicié la línea, el router está en línea.'],
  },
  no_signal: {
    ask: [
      '{sin cobertura|no tengo señal|no hay red} en {<city>|casa}{ desde esta mañana|}',
      'hay {una avería|un corte} en <city>?',
      'el móvil no tiene {red|señal} desde el <weekday>',
    ],
    more: ['<city>, desde esta mañana', 'todos los móviles de casa'],
    answer: ['Hay una avería en <city>, se repara esta tarde.'],
    stuck: ['Veo una avería en su zona, nada más. Hay muchísimas consultas.'],
    human: ['La antena de <city> está reparada, le abonamos <money>.'],
  },
  cancel_contract: {
    ask: [
      'quiero {cancelar|dar de baja} {el contrato|la línea|mi plan}',
      'cómo me doy de baja?',
      'me cambio de compañía, quiero la baja',
    ],
    more: ['cuanto antes', 'a finales de <month>'],
    answer: ['Su contrato termina a finales de <month>.'],
    stuck: ['La baja la tiene que confirmar un compañero.'],
    human: ['La baja queda para finales de <month>.', 'El cliente se queda con un descuento de <money>.'],
  },
  lost_esim: {
    ask: [
      '{perdí|se rompió} mi {móvil|<device>} y necesito {la eSIM|mi eSIM} en el nuevo',
      'cómo {paso|transfiero|recupero} {la|mi} eSIM {a otro móvil|en un <device> nuevo}?',
      'me robaron el móvil {y la eSIM ya no está|y necesito otro código QR}',
      '{borré|eliminé} la eSIM sin querer{, no tengo red|}',
      'el código QR de la eSIM {ya está usado|no funciona} en mi <device>',
    ],
    more: ['un <device> nuevo, el viejo no está', 'no puedo recibir el SMS con el código'],
    answer: ['Creé un perfil eSIM nuevo, el código QR está en la aplicación.'],
    stuck: ['Emitir otra eSIM está fuera de lo que puedo hacer.'],
    human: ['Comprobé la identidad y envié un código QR nuevo para la eSIM.'],
  },
  roaming_charge: {
    ask: [
      'me {cobraron|facturaron} <money> de roaming en <country>{, por qué|}?',
      'quiero que me {devuelvan|quiten} los cargos de roaming',
      'el roaming estaba {apagado|incluido} y {me cobran|pago} <money>',
      'nadie me avisó del precio de los datos en <country>',
    ],
    more: ['estuve en <country> en <month>', 'dos días, unos mensajes'],
    answer: ['Quité <money> de la factura, el límite no funcionó.'],
    stuck: ['No puedo abonar cargos de roaming.'],
    human: ['Aboné <money> y puse un límite de roaming.'],
  },
  number_porting: {
    ask: [
      'mi número {todavía no se ha portado|sigue en la otra compañía}',
      'cuándo {llega|se porta} mi número{ de la otra compañía|}?',
      'la portabilidad {falló|fue rechazada|da ERR_PORT_31}',
      'quiero {traer|conservar} mi número',
    ],
    more: ['termina en <last4>', 'mandé el formulario el <weekday>'],
    answer: ['Su número llega el <weekday> entre las 6 y las 8.'],
    stuck: ['La portabilidad falló en la otra compañía (ERR_PORT_31).'],
    human: ['El nombre no coincidía; repetí la solicitud, llega el <weekday>.'],
  },
};
