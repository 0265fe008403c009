import { arpLengthWrong } from "./packet/arp-length-wrong.js";
import { arpSenderHardwareNotUnicast } from "./packet/arp-sender-hardware-not-unicast.js";
import { arpSenderNotEthernetSource } from "./packet/arp-sender-not-ethernet-source.js";
import { bareIpOnEthernet } from "./packet/bare-ip-on-ethernet.js";
import { dnsMessageWithoutQuestion } from "./packet/dns-message-without-question.js";
import { dnsReservedBitSet } from "./packet/dns-reserved-bit-set.js";
import { dnsTtlTooLarge } from "./packet/dns-ttl-too-large.js";
import { ethernetSourceGroupAddress } from "./packet/ethernet-source-group-address.js";
import { ethernetSourceZero } from "./packet/ethernet-source-zero.js";
import { ipv4ChecksumWrong } from "./packet/ipv4-checksum-wrong.js";
import { ipv4DestinationMartian } from "./packet/ipv4-destination-martian.js";
import { ipv4LengthWrong } from "./packet/ipv4-length-wrong.js";
import { ipv4ReservedFlagSet } from "./packet/ipv4-reserved-flag-set.js";
import { ipv4SourceMartian } from "./packet/ipv4-source-martian.js";
import { ipv4TtlZero } from "./packet/ipv4-ttl-zero.js";
import { layerMalformed } from "./packet/layer-malformed.js";
import { layerTruncated } from "./packet/layer-truncated.js";
import { tcpAcknowledgmentNumberWithoutAck } from "./packet/tcp-acknowledgment-number-without-ack.js";
import { tcpChecksumWrong } from "./packet/tcp-checksum-wrong.js";
import { tcpFlagsImpossible } from "./packet/tcp-flags-impossible.js";
import { tcpInitialSequenceNumberSmall } from "./packet/tcp-initial-sequence-number-small.js";
import { tcpOptionOutsideSyn } from "./packet/tcp-option-outside-syn.js";
import { tcpOptionsMalformed } from "./packet/tcp-options-malformed.js";
import { tcpReservedBitsSet } from "./packet/tcp-reserved-bits-set.js";
import { trailingOctets } from "./packet/trailing-octets.js";
import { udpChecksumWrong } from "./packet/udp-checksum-wrong.js";
import { udpLengthWrong } from "./packet/udp-length-wrong.js";
import type { PacketRule } from "./packet/rule.js";
import { arpAddressClaimedTwice } from "./conversation/arp-address-claimed-twice.js";
import { arpOperationUnknown } from "./conversation/arp-operation-unknown.js";
import { arpReplyAddressesMismatch } from "./conversation/arp-reply-addresses-mismatch.js";
import { arpReplyNotUnicast } from "./conversation/arp-reply-not-unicast.js";
import { arpReplyTargetMismatch } from "./conversation/arp-reply-target-mismatch.js";
import { arpReplyWithoutRequest } from "./conversation/arp-reply-without-request.js";
import { arpRequestUnanswered } from "./conversation/arp-request-unanswered.js";
import { checkLimitReached } from "./conversation/check-limit-reached.js";
import { dnsAnswerEndpointsMismatch } from "./conversation/dns-answer-endpoints-mismatch.js";
import { dnsAnswerFlagsMismatch } from "./conversation/dns-answer-flags-mismatch.js";
import { dnsAnswerNameUnrelated } from "./conversation/dns-answer-name-unrelated.js";
import { dnsAnswerRepeated } from "./conversation/dns-answer-repeated.js";
import { dnsAnswerWithoutAskedRecord } from "./conversation/dns-answer-without-asked-record.js";
import { dnsAnswerWithoutQuery } from "./conversation/dns-answer-without-query.js";
import { dnsAnswerWithoutRecursion } from "./conversation/dns-answer-without-recursion.js";
import { dnsQueryUnanswered } from "./conversation/dns-query-unanswered.js";
import { dnsQueryWithAnswerFlags } from "./conversation/dns-query-with-answer-flags.js";
import { dnsQuestionMismatch } from "./conversation/dns-question-mismatch.js";
import { dnsTransactionIdMismatch } from "./conversation/dns-transaction-id-mismatch.js";
import { frameRepeated } from "./conversation/frame-repeated.js";
import { httpBodyIncomplete } from "./conversation/http-body-incomplete.js";
import { httpHostMissing } from "./conversation/http-host-missing.js";
import { httpMessageMalformed } from "./conversation/http-message-malformed.js";
import { httpOctetsAfterMessage } from "./conversation/http-octets-after-message.js";
import { httpRedirectWithoutLocation } from "./conversation/http-redirect-without-location.js";
import { httpRequestUnanswered } from "./conversation/http-request-unanswered.js";
import { httpResponseBeforeRequest } from "./conversation/http-response-before-request.js";
import { httpResponseWithoutRequest } from "./conversation/http-response-without-request.js";
import { ipv4IdentificationConstant } from "./conversation/ipv4-identification-constant.js";
import { tcpAckOfUnsentData } from "./conversation/tcp-ack-of-unsent-data.js";
import { tcpAckRunsBack } from "./conversation/tcp-ack-runs-back.js";
import { tcpConnectionHalfOpen } from "./conversation/tcp-connection-half-open.js";
import { tcpConnectionNotClosed } from "./conversation/tcp-connection-not-closed.js";
import { tcpConnectionRefused } from "./conversation/tcp-connection-refused.js";
import { tcpDataAfterFin } from "./conversation/tcp-data-after-fin.js";
import { tcpDataBeforeHandshake } from "./conversation/tcp-data-before-handshake.js";
import { tcpDataNotAcknowledged } from "./conversation/tcp-data-not-acknowledged.js";
import { tcpDuplicateAcknowledgment } from "./conversation/tcp-duplicate-acknowledgment.js";
import { tcpHandshakeIncomplete } from "./conversation/tcp-handshake-incomplete.js";
import { tcpHandshakeNotAcknowledged } from "./conversation/tcp-handshake-not-acknowledged.js";
import { tcpOctetsRepeated } from "./conversation/tcp-octets-repeated.js";
import { tcpOptionNotOffered } from "./conversation/tcp-option-not-offered.js";
import { tcpResetAfterFin } from "./conversation/tcp-reset-after-fin.js";
import { tcpResetOutOfSequence } from "./conversation/tcp-reset-out-of-sequence.js";
import { tcpSackBlockImpossible } from "./conversation/tcp-sack-block-impossible.js";
import { tcpSegmentAfterReset } from "./conversation/tcp-segment-after-reset.js";
import { tcpSegmentLargerThanMss } from "./conversation/tcp-segment-larger-than-mss.js";
import { tcpSegmentOutOfOrder } from "./conversation/tcp-segment-out-of-order.js";
import { tcpSequenceGap } from "./conversation/tcp-sequence-gap.js";
import { tcpSynAckNumberWrong } from "./conversation/tcp-syn-ack-number-wrong.js";
import { tcpSynUnanswered } from "./conversation/tcp-syn-unanswered.js";
import { tcpTimestampEchoUnsent } from "./conversation/tcp-timestamp-echo-unsent.js";
import { tcpTimestampMissing } from "./conversation/tcp-timestamp-missing.js";
import { tcpTimestampRunsBack } from "./conversation/tcp-timestamp-runs-back.js";
import { tcpWindowExceeded } from "./conversation/tcp-window-exceeded.js";
import { tcpWindowFull } from "./conversation/tcp-window-full.js";
import { tcpZeroWindow } from "./conversation/tcp-zero-window.js";
import { timeRunsBack } from "./conversation/time-runs-back.js";
import type { ConversationRule } from "./conversation/rule.js";
import { captureRecordDamaged } from "./file/capture-record-damaged.js";
import { captureTruncated } from "./file/capture-truncated.js";
import { linkTypeNotDecoded } from "./file/link-type-not-decoded.js";
import type { FileRule } from "./file/rule.js";
import { arpAnswererIsAsker } from "./intent/arp-answerer-is-asker.js";
import { arpDiffersFromDescription } from "./intent/arp-differs-from-description.js";
import { describedFrameMissing } from "./intent/described-frame-missing.js";
import { dnsDiffersFromDescription } from "./intent/dns-differs-from-description.js";
import { dnsResponseAddressImpossible } from "./intent/dns-response-address-impossible.js";
import { dnsResponseDiffersFromDescription } from "./intent/dns-response-differs-from-description.js";
import { ethernetAddressNotLearned } from "./intent/ethernet-address-not-learned.js";
import { frameNotDescribed } from "./intent/frame-not-described.js";
import { httpDiffersFromDescription } from "./intent/http-differs-from-description.js";
import { httpIgnoresResolvedAddress } from "./intent/http-ignores-resolved-address.js";
import type { IntentRule } from "./intent/rule.js";
import { conversationsOutOfOrder } from "./scenario/conversations-out-of-order.js";
import { hardwareAddressWithTwoHosts } from "./scenario/hardware-address-with-two-hosts.js";
import { hostWithTwoHardwareAddresses } from "./scenario/host-with-two-hardware-addresses.js";
import { learnedFactNotInFrames } from "./scenario/learned-fact-not-in-frames.js";
import { learnedRouterMacUnused } from "./scenario/learned-router-mac-unused.js";
import { linkTypeMixed } from "./scenario/link-type-mixed.js";
import { nameNotResolvedBeforeUse } from "./scenario/name-not-resolved-before-use.js";
import { resolvedAddressUnused } from "./scenario/resolved-address-unused.js";
import { routerNotResolvedBeforeUse } from "./scenario/router-not-resolved-before-use.js";
import { scenarioTooFewFrames } from "./scenario/scenario-too-few-frames.js";
import type { ScenarioRule } from "./scenario/rule.js";
import type { RuleDocument } from "./rule.js";

export const fileRules: readonly FileRule[] = [captureRecordDamaged, captureTruncated, linkTypeNotDecoded];

export const packetRules: readonly PacketRule[] = [
  arpLengthWrong,
  arpSenderHardwareNotUnicast,
  arpSenderNotEthernetSource,
  bareIpOnEthernet,
  dnsMessageWithoutQuestion,
  dnsReservedBitSet,
  dnsTtlTooLarge,
  ethernetSourceGroupAddress,
  ethernetSourceZero,
  ipv4ChecksumWrong,
  ipv4DestinationMartian,
  ipv4LengthWrong,
  ipv4ReservedFlagSet,
  ipv4SourceMartian,
  ipv4TtlZero,
  layerMalformed,
  layerTruncated,
  tcpAcknowledgmentNumberWithoutAck,
  tcpChecksumWrong,
  tcpFlagsImpossible,
  tcpInitialSequenceNumberSmall,
  tcpOptionOutsideSyn,
  tcpOptionsMalformed,
  tcpReservedBitsSet,
  trailingOctets,
  udpChecksumWrong,
  udpLengthWrong,
];

export const conversationRules: readonly ConversationRule[] = [
  arpAddressClaimedTwice,
  arpOperationUnknown,
  arpReplyAddressesMismatch,
  arpReplyNotUnicast,
  arpReplyTargetMismatch,
  arpReplyWithoutRequest,
  arpRequestUnanswered,
  checkLimitReached,
  dnsAnswerEndpointsMismatch,
  dnsAnswerFlagsMismatch,
  dnsAnswerNameUnrelated,
  dnsAnswerRepeated,
  dnsAnswerWithoutAskedRecord,
  dnsAnswerWithoutQuery,
  dnsAnswerWithoutRecursion,
  dnsQueryUnanswered,
  dnsQueryWithAnswerFlags,
  dnsQuestionMismatch,
  dnsTransactionIdMismatch,
  frameRepeated,
  httpBodyIncomplete,
  httpHostMissing,
  httpMessageMalformed,
  httpOctetsAfterMessage,
  httpRedirectWithoutLocation,
  httpRequestUnanswered,
  httpResponseBeforeRequest,
  httpResponseWithoutRequest,
  ipv4IdentificationConstant,
  tcpAckOfUnsentData,
  tcpAckRunsBack,
  tcpConnectionHalfOpen,
  tcpConnectionNotClosed,
  tcpConnectionRefused,
  tcpDataAfterFin,
  tcpDataBeforeHandshake,
  tcpDataNotAcknowledged,
  tcpDuplicateAcknowledgment,
  tcpHandshakeIncomplete,
  tcpHandshakeNotAcknowledged,
  tcpOctetsRepeated,
  tcpOptionNotOffered,
  tcpResetAfterFin,
  tcpResetOutOfSequence,
  tcpSackBlockImpossible,
  tcpSegmentAfterReset,
  tcpSegmentLargerThanMss,
  tcpSegmentOutOfOrder,
  tcpSequenceGap,
  tcpSynAckNumberWrong,
  tcpSynUnanswered,
  tcpTimestampEchoUnsent,
  tcpTimestampMissing,
  tcpTimestampRunsBack,
  tcpWindowExceeded,
  tcpWindowFull,
  tcpZeroWindow,
  timeRunsBack,
];

export const intentRules: readonly IntentRule[] = [
  arpAnswererIsAsker,
  arpDiffersFromDescription,
  describedFrameMissing,
  dnsDiffersFromDescription,
  dnsResponseAddressImpossible,
  dnsResponseDiffersFromDescription,
  ethernetAddressNotLearned,
  frameNotDescribed,
  httpDiffersFromDescription,
  httpIgnoresResolvedAddress,
];

export const scenarioRules: readonly ScenarioRule[] = [
  conversationsOutOfOrder,
  hardwareAddressWithTwoHosts,
  hostWithTwoHardwareAddresses,
  learnedFactNotInFrames,
  learnedRouterMacUnused,
  linkTypeMixed,
  nameNotResolvedBeforeUse,
  resolvedAddressUnused,
  routerNotResolvedBeforeUse,
  scenarioTooFewFrames,
];

/** Every rule of ours, level by level: what the reference prints and `explain` looks up. */
export const allRules: readonly RuleDocument[] = [
  ...fileRules,
  ...packetRules,
  ...conversationRules,
  ...intentRules,
  ...scenarioRules,
];

export function findRule(code: string): RuleDocument | undefined {
  return allRules.find((rule) => rule.code === code);
}
