/** Frames written by hand, checksums by Scapy's arithmetic; each begins at IPv4 and goes over the same two hosts. */
import { octets } from "./octets.js";

/** 192.168.1.23 asks 203.0.113.80:80 for a connection; MSS, SACK, timestamps and a window scale of 10. */
export const synPacket = octets(`
  45 00 00 3c 1c 46 40 00 40 06 20 66  # IPv4: 60 octets, id 0x1c46, DF, TTL 64, TCP
  c0 a8 01 17 cb 00 71 50              # 192.168.1.23 to 203.0.113.80
  cc 18 00 50 11 22 33 44 00 00 00 00  # TCP: 52248 to 80, sequence number 0x11223344
  a0 02 fa f0 7c 30 00 00              # 10 words, SYN, window 64240
  02 04 05 b4 04 02 08 0a 94 54 2d a8 00 00 00 00 01 03 03 0a
`);

/** The answer: MSS and a window scale of 7. */
export const synAckPacket = octets(`
  45 00 00 30 00 00 40 00 40 06 3c b8
  cb 00 71 50 c0 a8 01 17
  00 50 cc 18 55 66 77 88 11 22 33 45
  70 12 fe 88 a9 b0 00 00              # 7 words, SYN and ACK, window 65160
  02 04 05 b4 01 03 03 07
`);

/** `GET / HTTP/1.1` with a Host field, 27 octets. */
export const getPacket = octets(`
  45 00 00 43 1c 48 40 00 40 06 20 5d
  c0 a8 01 17 cb 00 71 50
  cc 18 00 50 11 22 33 45 55 66 77 89
  50 18 01 f6 95 36 00 00              # 5 words, PSH and ACK, window 502
  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a
  48 6f 73 74 3a 20 61 0d 0a 0d 0a
`);

/** `HTTP/1.1 200 OK`, Content-Type `text/html; charset=utf-8`, Content-Length 2, body `hi`. */
export const okPacket = octets(`
  45 00 00 78 00 01 40 00 40 06 3c 6f
  cb 00 71 50 c0 a8 01 17
  00 50 cc 18 55 66 77 89 11 22 33 60
  50 18 01 fd 86 56 00 00              # 5 words, PSH and ACK, window 509
  48 54 54 50 2f 31 2e 31 20 32 30 30 20 4f 4b 0d 0a
  43 6f 6e 74 65 6e 74 2d 54 79 70 65 3a 20 74 65 78 74 2f 68 74 6d 6c 3b 20
  63 68 61 72 73 65 74 3d 75 74 66 2d 38 0d 0a
  43 6f 6e 74 65 6e 74 2d 4c 65 6e 67 74 68 3a 20 32 0d 0a 0d 0a
  68 69
`);

/** 192.168.1.23:40000 asks 192.168.1.1 for the A record of `a.b`. */
export const dnsQueryPacket = octets(`
  45 00 00 31 47 11 00 00 40 11 b0 42
  c0 a8 01 17 c0 a8 01 01
  9c 40 00 35 00 1d bf e6              # UDP: 40000 to 53, 29 octets
  1a 2b 01 00 00 01 00 00 00 00 00 00
  01 61 01 62 00 00 01 00 01
`);

/** Echo request. */
export const echoPacket = octets(`
  45 00 00 1c 00 00 00 00 40 01 f7 78
  c0 a8 01 17 c0 a8 01 01
  08 00 f7 fd 00 01 00 01
`);

/** Its UDP header says 100 octets; the rest comes in `lastFragment`. */
export const firstFragment = octets(`
  45 00 00 24 00 07 20 00 40 11 d7 59
  c0 a8 01 17 c0 a8 01 01
  00 01 00 02 00 64 11 11
  31 32 33 34 35 36 37 38
`);

export const lastFragment = octets(`
  45 00 00 1c 00 07 00 02 40 11 f7 5f
  c0 a8 01 17 c0 a8 01 01
  31 32 33 34 35 36 37 38
`);

/** 192.168.1.23 asks everyone for 192.168.1.1: Ethernet and ARP. */
export const arpRequestFrame = octets(`
  ff ff ff ff ff ff 3c 22 fb 5a 19 c4 08 06
  00 01 08 00 06 04 00 01
  3c 22 fb 5a 19 c4 c0 a8 01 17
  00 00 00 00 00 00 c0 a8 01 01
`);

export const arpReplyFrame = octets(`
  3c 22 fb 5a 19 c4 04 92 26 8e 71 03 08 06
  00 01 08 00 06 04 00 02
  04 92 26 8e 71 03 c0 a8 01 01
  3c 22 fb 5a 19 c4 c0 a8 01 17
`);
