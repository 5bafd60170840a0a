import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { startMailServer } from '../support/mail-server.ts';

test('the mail server of the tests reads what nodemailer sends, accents and long lines included', async () => {
  const server = await startMailServer();
  const text = `Alguien pidió ayuda: ¿qué pasó?\n${'palabra '.repeat(40)}fin`;
  await createTransport(server.url).sendMail({
    from: 'a@example.gov',
    to: ['b@example.gov', 'c@example.gov'],
    subject: 'Participación indebida: revisión pedida en la Escuela Peña',
    text,
    html: '<p>x</p>',
  });
  await server.stop();
  expect(server.mails).toEqual([
    {
      from: 'a@example.gov',
      to: ['b@example.gov', 'c@example.gov'],
      subject: 'Participación indebida: revisión pedida en la Escuela Peña',
      text,
    },
  ]);
});
