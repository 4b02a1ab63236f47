import type { TelecomWords } from './shape.js';

export const telecomPt: TelecomWords = {
  data_usage: {
    ask: ['quantos dados {ainda tenho|já usei}{ este mês|}?', '{ver|consultar} meu consumo de dados'],
    more: ['o número final <last4>', 'este mês'],
    answer: ['Você usou 14,2 GB de 20 GB. O mês termina na <weekday>.'],
    stuck: ['O contador de dados não responde.'],
    human: ['Restam 5,8 GB, o contador estava atrasado.'],
  },
  plan_change: {
    ask: [
      'quero {um plano maior|um plano mais barato|mudar de plano}',
      '{mudar|trocar} meu plano{ para ilimitado|}',
    ],
    more: ['a partir de {mês que vem|<month>}', 'o de <money>'],
    answer: ['Seu plano muda em primeiro de <month>, custa <money> por mês.'],
    stuck: ['Não consegui contratar esse plano.'],
    human: ['O plano novo vale a partir de <month> por <money>.'],
  },
  bill_explanation: {
    ask: [
      'por que minha {conta|fatura} veio {tão alta|de <money>|mais cara}?',
      'não entendo {a fatura|uma cobrança na fatura}',
    ],
    more: ['a de <month>', 'normalmente pago <money>'],
    answer: ['A fatura tem <money> proporcionais da troca de plano.'],
    stuck: ['Não sei de que parte da fatura você fala.'],
    human: ['Era o valor proporcional da troca, a próxima vem de <money>.'],
  },
  router_setup: {
    ask: [
      'como {instalo|configuro} o {roteador|modem} novo?',
      'o roteador {pisca vermelho|não conecta}',
      'onde fica a senha do wifi?',
    ],
    more: ['o {branco|preto}, desde <weekday>', 'já reiniciei'],
    answer: ['Segure o botão por dez segundos, a luz fica verde em dois minutos.'],
    stuck: ['Não alcanço o roteador.'],
    human: ['Reiniciei a linha, o roteador está online.'],
  },
  no_signal: {
    ask: [
      '{sem sinal|não tenho rede|sem serviço} em {<city>|casa}{ desde cedo|}',
      'tem {queda|problema} de rede em <city>?',
      'o celular está sem {rede|sinal} desde <weekday>',
    ],
    more: ['<city>, desde cedo', 'todos os celulares de casa'],
    answer: ['Há uma falha em <city>, o reparo sai hoje à tarde.'],
    stuck: ['Vejo uma falha na sua região, nada mais. Há muitos pedidos.'],
    human: ['A antena de <city> foi reparada, creditei <money>.'],
  },
  cancel_contract: {
    ask: [
      'quero cancelar {o contrato|a linha|meu plano}',
      'como {cancelo|encerro} {minha conta|o plano}?',
      'vou mudar de operadora, quero cancelar',
    ],
    more: ['o quanto antes', 'no fim de <month>'],
    answer: ['Seu contrato termina no fim de <month>.'],
    stuck: ['O cancelamento precisa ser confirmado por um colega.'],
    human: ['Cancelamento confirmado para o fim de <month>.', 'O cliente fica com desconto de <money>.'],
  },
  lost_esim: {
    ask: [
      '{perdi|quebrei} meu {celular|<device>} e preciso {do eSIM|do meu eSIM} no novo',
      'como {passo|transfiro|recupero} {o|meu} eSIM {para outro celular|no <device> novo}?',
      'roubaram meu celular {e o eSIM sumiu|e preciso de outro QR code}',
      'apaguei o eSIM sem querer{, estou sem rede|}',
      'o QR code do eSIM {já foi usado|não funciona} no meu <device>',
    ],
    more: ['um <device> novo, o velho sumiu', 'não recebo o SMS com o código'],
    answer: ['Criei um perfil eSIM novo, o QR code está no aplicativo.'],
    stuck: ['Emitir outro eSIM está fora do que posso fazer.'],
    human: ['Conferi a identidade e enviei um novo QR code do eSIM.'],
  },
  roaming_charge: {
    ask: [
      '{cobraram|me cobraram} <money> de roaming em <country>{, por quê|}?',
      'quero {o estorno|de volta} {do roaming|a cobrança de roaming}',
      'o roaming estava {desligado|incluído} e veio <money>',
      'ninguém avisou o preço dos dados em <country>',
    ],
    more: ['estive em <country> em <month>', 'dois dias, poucas mensagens'],
    answer: ['Tirei <money> da fatura, o limite não funcionou.'],
    stuck: ['Não posso creditar roaming.'],
    human: ['Creditei <money> e pus um limite de roaming.'],
  },
  number_porting: {
    ask: [
      'meu número {ainda não foi portado|continua na outra operadora}',
      'quando {chega|sai} a portabilidade{ do meu número|}?',
      'a portabilidade {falhou|foi recusada|deu ERR_PORT_31}',
      'quero {trazer|manter} meu número',
    ],
    more: ['final <last4>', 'mandei o formulário na <weekday>'],
    answer: ['Seu número chega na <weekday> entre 6 e 8 horas.'],
    stuck: ['A portabilidade falhou na outra operadora (ERR_PORT_31).'],
    human: ['O nome estava diferente; reenviei o pedido, sai na <weekday>.'],
  },
};
