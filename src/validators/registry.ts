import { arpLengthWrong } from "./packet/arp-length-wrong.js";
import { arpSenderHardwareNotUnicast } from "./packet/arp-sender-hardware-not-unicast.js";
import { arpSenderNotEthernetSource } from "./packet/arp-sender-not-ethernet-source.js";
import { arpSenderProtocolAddressImpossible } from "./packet/arp-sender-protocol-address-impossible.js";
import { bareIpOnEthernet } from "./packet/bare-ip-on-ethernet.js";
import { dhcpCookieMissing } from "./packet/dhcp-cookie-missing.js";
import { dhcpHardwareAddressMismatch } from "./packet/dhcp-hardware-address-mismatch.js";
import { dhcpOfferedAddressImpossible } from "./packet/dhcp-offered-address-impossible.js";
import { dhcpOperationMismatch } from "./packet/dhcp-operation-mismatch.js";
import { dhcpOptionLengthWrong } from "./packet/dhcp-option-length-wrong.js";
import { dhcpRequiredOptionMissing } from "./packet/dhcp-required-option-missing.js";
import { dnsCountWrong } from "./packet/dns-count-wrong.js";
import { dnsErrorWithAnswers } from "./packet/dns-error-with-answers.js";
import { dnsMessageWithoutQuestion } from "./packet/dns-message-without-question.js";
import { dnsNameMalformed } from "./packet/dns-name-malformed.js";
import { dnsOctetsAfterMessage } from "./packet/dns-octets-after-message.js";
import { dnsOptMisplaced } from "./packet/dns-opt-misplaced.js";
import { dnsQuestionNotAHost } from "./packet/dns-question-not-a-host.js";
import { dnsQuestionsSeveral } from "./packet/dns-questions-several.js";
import { dnsRdataLengthWrong } from "./packet/dns-rdata-length-wrong.js";
import { dnsRecordRepeated } from "./packet/dns-record-repeated.js";
import { dnsReservedBitSet } from "./packet/dns-reserved-bit-set.js";
import { dnsTtlDiffersInSet } from "./packet/dns-ttl-differs-in-set.js";
import { dnsTtlTooLarge } from "./packet/dns-ttl-too-large.js";
import { ethernetSourceGroupAddress } from "./packet/ethernet-source-group-address.js";
import { ethernetSourceZero } from "./packet/ethernet-source-zero.js";
import { fragmentBeyondLongestPacket } from "./packet/fragment-beyond-longest-packet.js";
import { fragmentLengthOdd } from "./packet/fragment-length-odd.js";
import { fragmentNotAllowed } from "./packet/fragment-not-allowed.js";
import { icmpChecksumWrong } from "./packet/icmp-checksum-wrong.js";
import { icmpCodeUnknown } from "./packet/icmp-code-unknown.js";
import { icmpErrorAboutError } from "./packet/icmp-error-about-error.js";
import { icmpErrorAboutGroup } from "./packet/icmp-error-about-group.js";
import { icmpErrorQuotesTooLittle } from "./packet/icmp-error-quotes-too-little.js";
import { icmpRedirectGatewayImpossible } from "./packet/icmp-redirect-gateway-impossible.js";
import { ipv4ChecksumWrong } from "./packet/ipv4-checksum-wrong.js";
import { ipv4DestinationMartian } from "./packet/ipv4-destination-martian.js";
import { ipv4LengthWrong } from "./packet/ipv4-length-wrong.js";
import { ipv4OptionsMalformed } from "./packet/ipv4-options-malformed.js";
import { ipv4ReservedFlagSet } from "./packet/ipv4-reserved-flag-set.js";
import { ipv4SourceMartian } from "./packet/ipv4-source-martian.js";
import { ipv4TtlZero } from "./packet/ipv4-ttl-zero.js";
import { ipv6DestinationMartian } from "./packet/ipv6-destination-martian.js";
import { ipv6ExtensionOrderWrong } from "./packet/ipv6-extension-order-wrong.js";
import { ipv6HopLimitZero } from "./packet/ipv6-hop-limit-zero.js";
import { ipv6OptionUnknown } from "./packet/ipv6-option-unknown.js";
import { ipv6PayloadLengthWrong } from "./packet/ipv6-payload-length-wrong.js";
import { ipv6SourceMartian } from "./packet/ipv6-source-martian.js";
import { layerMalformed } from "./packet/layer-malformed.js";
import { layerTruncated } from "./packet/layer-truncated.js";
import { neighborDiscoveryFromAfar } from "./packet/neighbor-discovery-from-afar.js";
import { neighborOptionNotEthernetSource } from "./packet/neighbor-option-not-ethernet-source.js";
import { portZero } from "./packet/port-zero.js";
import { tcpAcknowledgmentNumberWithoutAck } from "./packet/tcp-acknowledgment-number-without-ack.js";
import { tcpChecksumWrong } from "./packet/tcp-checksum-wrong.js";
import { tcpFlagsImpossible } from "./packet/tcp-flags-impossible.js";
import { tcpInitialSequenceNumberSmall } from "./packet/tcp-initial-sequence-number-small.js";
import { tcpOptionOutsideSyn } from "./packet/tcp-option-outside-syn.js";
import { tcpOptionsMalformed } from "./packet/tcp-options-malformed.js";
import { tcpReservedBitsSet } from "./packet/tcp-reserved-bits-set.js";
import { trailingOctets } from "./packet/trailing-octets.js";
import { udpChecksumMissingOverIpv6 } from "./packet/udp-checksum-missing-over-ipv6.js";
import { udpChecksumWrong } from "./packet/udp-checksum-wrong.js";
import { udpLengthWrong } from "./packet/udp-length-wrong.js";
import { vlanIdentifierReserved } from "./packet/vlan-identifier-reserved.js";
import { vlanTagsInWrongOrder } from "./packet/vlan-tags-in-wrong-order.js";
import type { PacketRule } from "./packet/rule.js";
import { arpAddressClaimedTwice } from "./conversation/arp-address-claimed-twice.js";
import { arpOperationUnknown } from "./conversation/arp-operation-unknown.js";
import { arpProbeAnswered } from "./conversation/arp-probe-answered.js";
import { arpReplyAddressesMismatch } from "./conversation/arp-reply-addresses-mismatch.js";
import { arpReplyNotUnicast } from "./conversation/arp-reply-not-unicast.js";
import { arpReplyTargetMismatch } from "./conversation/arp-reply-target-mismatch.js";
import { arpReplyWithoutRequest } from "./conversation/arp-reply-without-request.js";
import { arpRequestUnanswered } from "./conversation/arp-request-unanswered.js";
import { checkLimitReached } from "./conversation/check-limit-reached.js";
import { dhcpAcknowledgedAddressDiffers } from "./conversation/dhcp-acknowledged-address-differs.js";
import { dhcpReplyForOtherClient } from "./conversation/dhcp-reply-for-other-client.js";
import { dhcpReplyWithoutRequest } from "./conversation/dhcp-reply-without-request.js";
import { dhcpRequestUnanswered } from "./conversation/dhcp-request-unanswered.js";
import { dhcpRequestedAddressNotOffered } from "./conversation/dhcp-requested-address-not-offered.js";
import { dnsAliasBroken } from "./conversation/dns-alias-broken.js";
import { dnsAnswerEndpointsMismatch } from "./conversation/dns-answer-endpoints-mismatch.js";
import { dnsAnswerFlagsMismatch } from "./conversation/dns-answer-flags-mismatch.js";
import { dnsAnswerNameUnrelated } from "./conversation/dns-answer-name-unrelated.js";
import { dnsAnswerRepeated } from "./conversation/dns-answer-repeated.js";
import { dnsAnswerTooLong } from "./conversation/dns-answer-too-long.js";
import { dnsAnswerWithoutAskedRecord } from "./conversation/dns-answer-without-asked-record.js";
import { dnsAnswerWithoutQuery } from "./conversation/dns-answer-without-query.js";
import { dnsAnswerWithoutRecursion } from "./conversation/dns-answer-without-recursion.js";
import { dnsLengthOverTcpWrong } from "./conversation/dns-length-over-tcp-wrong.js";
import { dnsNxdomainWithAnswer } from "./conversation/dns-nxdomain-with-answer.js";
import { dnsOptNotAsked } from "./conversation/dns-opt-not-asked.js";
import { dnsQueryUnanswered } from "./conversation/dns-query-unanswered.js";
import { dnsQueryWithAnswerFlags } from "./conversation/dns-query-with-answer-flags.js";
import { dnsQuestionMismatch } from "./conversation/dns-question-mismatch.js";
import { dnsTransactionIdConstant } from "./conversation/dns-transaction-id-constant.js";
import { dnsTransactionIdMismatch } from "./conversation/dns-transaction-id-mismatch.js";
import { fragmentsMissing } from "./conversation/fragments-missing.js";
import { fragmentsOverlap } from "./conversation/fragments-overlap.js";
import { frameDelaysHalfNormal } from "./conversation/frame-delays-half-normal.js";
import { frameRepeated } from "./conversation/frame-repeated.js";
import { httpBodyIncomplete } from "./conversation/http-body-incomplete.js";
import { httpDateMalformed } from "./conversation/http-date-malformed.js";
import { httpHeaderValueIllegal } from "./conversation/http-header-value-illegal.js";
import { httpHostMissing } from "./conversation/http-host-missing.js";
import { httpHostResolvesElsewhere } from "./conversation/http-host-resolves-elsewhere.js";
import { httpInterimForOldClient } from "./conversation/http-interim-for-old-client.js";
import { httpLengthAmbiguous } from "./conversation/http-length-ambiguous.js";
import { httpLengthWhereNoBody } from "./conversation/http-length-where-no-body.js";
import { httpMessageMalformed } from "./conversation/http-message-malformed.js";
import { httpOctetsAfterMessage } from "./conversation/http-octets-after-message.js";
import { httpRedirectWithoutLocation } from "./conversation/http-redirect-without-location.js";
import { httpRequestUnanswered } from "./conversation/http-request-unanswered.js";
import { httpRequiredHeaderMissing } from "./conversation/http-required-header-missing.js";
import { httpResponseBeforeRequest } from "./conversation/http-response-before-request.js";
import { httpResponseWithoutRequest } from "./conversation/http-response-without-request.js";
import { httpStatusImpossible } from "./conversation/http-status-impossible.js";
import { httpStatusNotAsked } from "./conversation/http-status-not-asked.js";
import { httpSwitchNotAsked } from "./conversation/http-switch-not-asked.js";
import { icmpErrorQuotesUnseenPacket } from "./conversation/icmp-error-quotes-unseen-packet.js";
import { icmpErrorToOtherHost } from "./conversation/icmp-error-to-other-host.js";
import { icmpReplyDataDiffers } from "./conversation/icmp-reply-data-differs.js";
import { icmpReplyNumbersMismatch } from "./conversation/icmp-reply-numbers-mismatch.js";
import { icmpReplyRepeated } from "./conversation/icmp-reply-repeated.js";
import { icmpReplyWithoutRequest } from "./conversation/icmp-reply-without-request.js";
import { icmpRequestUnanswered } from "./conversation/icmp-request-unanswered.js";
import { icmpTimestampNotEchoed } from "./conversation/icmp-timestamp-not-echoed.js";
import { ipSourceWithTwoHardwareAddresses } from "./conversation/ip-source-with-two-hardware-addresses.js";
import { ipv4IdentificationConstant } from "./conversation/ipv4-identification-constant.js";
import { ipv4TtlNeverDecremented } from "./conversation/ipv4-ttl-never-decremented.js";
import { neighborAddressClaimedTwice } from "./conversation/neighbor-address-claimed-twice.js";
import { neighborAdvertisementWithoutSolicitation } from "./conversation/neighbor-advertisement-without-solicitation.js";
import { neighborSolicitationUnanswered } from "./conversation/neighbor-solicitation-unanswered.js";
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
import { tcpInitialSequenceNumberRepeated } from "./conversation/tcp-initial-sequence-number-repeated.js";
import { tcpOctetsRepeated } from "./conversation/tcp-octets-repeated.js";
import { tcpOptionNotOffered } from "./conversation/tcp-option-not-offered.js";
import { tcpRepeatedOctetsDiffer } from "./conversation/tcp-repeated-octets-differ.js";
import { tcpResetAfterFin } from "./conversation/tcp-reset-after-fin.js";
import { tcpResetOutOfSequence } from "./conversation/tcp-reset-out-of-sequence.js";
import { tcpSackBlockImpossible } from "./conversation/tcp-sack-block-impossible.js";
import { tcpSegmentAfterReset } from "./conversation/tcp-segment-after-reset.js";
import { tcpSegmentLargerThanMss } from "./conversation/tcp-segment-larger-than-mss.js";
import { tcpSegmentOutOfOrder } from "./conversation/tcp-segment-out-of-order.js";
import { tcpSequenceGap } from "./conversation/tcp-sequence-gap.js";
import { tcpSynAckNumberWrong } from "./conversation/tcp-syn-ack-number-wrong.js";
import { tcpSynUnanswered } from "./conversation/tcp-syn-unanswered.js";
import { tcpSynWithoutOptions } from "./conversation/tcp-syn-without-options.js";
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
import { icmpDiffersFromDescription } from "./intent/icmp-differs-from-description.js";
import type { IntentRule } from "./intent/rule.js";
import { tcpDiffersFromDescription } from "./intent/tcp-differs-from-description.js";
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
import type { LinkRule, ScenarioRule } from "./scenario/rule.js";
import type { RuleDocument } from "./rule.js";

export const fileRules: readonly FileRule[] = [captureRecordDamaged, captureTruncated, linkTypeNotDecoded];

export const packetRules: readonly PacketRule[] = [
  arpLengthWrong,
  arpSenderHardwareNotUnicast,
  arpSenderNotEthernetSource,
  arpSenderProtocolAddressImpossible,
  bareIpOnEthernet,
  dhcpCookieMissing,
  dhcpHardwareAddressMismatch,
  dhcpOfferedAddressImpossible,
  dhcpOperationMismatch,
  dhcpOptionLengthWrong,
  dhcpRequiredOptionMissing,
  dnsCountWrong,
  dnsErrorWithAnswers,
  dnsMessageWithoutQuestion,
  dnsNameMalformed,
  dnsOctetsAfterMessage,
  dnsOptMisplaced,
  dnsQuestionNotAHost,
  dnsQuestionsSeveral,
  dnsRdataLengthWrong,
  dnsRecordRepeated,
  dnsReservedBitSet,
  dnsTtlDiffersInSet,
  dnsTtlTooLarge,
  ethernetSourceGroupAddress,
  ethernetSourceZero,
  fragmentBeyondLongestPacket,
  fragmentLengthOdd,
  fragmentNotAllowed,
  icmpChecksumWrong,
  icmpCodeUnknown,
  icmpErrorAboutError,
  icmpErrorAboutGroup,
  icmpErrorQuotesTooLittle,
  icmpRedirectGatewayImpossible,
  ipv4ChecksumWrong,
  ipv4DestinationMartian,
  ipv4LengthWrong,
  ipv4OptionsMalformed,
  ipv4ReservedFlagSet,
  ipv4SourceMartian,
  ipv4TtlZero,
  ipv6DestinationMartian,
  ipv6ExtensionOrderWrong,
  ipv6HopLimitZero,
  ipv6OptionUnknown,
  ipv6PayloadLengthWrong,
  ipv6SourceMartian,
  layerMalformed,
  layerTruncated,
  neighborDiscoveryFromAfar,
  neighborOptionNotEthernetSource,
  portZero,
  tcpAcknowledgmentNumberWithoutAck,
  tcpChecksumWrong,
  tcpFlagsImpossible,
  tcpInitialSequenceNumberSmall,
  tcpOptionOutsideSyn,
  tcpOptionsMalformed,
  tcpReservedBitsSet,
  trailingOctets,
  udpChecksumMissingOverIpv6,
  udpChecksumWrong,
  udpLengthWrong,
  vlanIdentifierReserved,
  vlanTagsInWrongOrder,
];

export const conversationRules: readonly ConversationRule[] = [
  arpAddressClaimedTwice,
  arpOperationUnknown,
  arpProbeAnswered,
  arpReplyAddressesMismatch,
  arpReplyNotUnicast,
  arpReplyTargetMismatch,
  arpReplyWithoutRequest,
  arpRequestUnanswered,
  checkLimitReached,
  dhcpAcknowledgedAddressDiffers,
  dhcpReplyForOtherClient,
  dhcpReplyWithoutRequest,
  dhcpRequestUnanswered,
  dhcpRequestedAddressNotOffered,
  dnsAliasBroken,
  dnsAnswerEndpointsMismatch,
  dnsAnswerFlagsMismatch,
  dnsAnswerNameUnrelated,
  dnsAnswerRepeated,
  dnsAnswerTooLong,
  dnsAnswerWithoutAskedRecord,
  dnsAnswerWithoutQuery,
  dnsAnswerWithoutRecursion,
  dnsLengthOverTcpWrong,
  dnsNxdomainWithAnswer,
  dnsOptNotAsked,
  dnsQueryUnanswered,
  dnsQueryWithAnswerFlags,
  dnsQuestionMismatch,
  dnsTransactionIdConstant,
  dnsTransactionIdMismatch,
  fragmentsMissing,
  fragmentsOverlap,
  frameDelaysHalfNormal,
  frameRepeated,
  httpBodyIncomplete,
  httpDateMalformed,
  httpHeaderValueIllegal,
  httpHostMissing,
  httpHostResolvesElsewhere,
  httpInterimForOldClient,
  httpLengthAmbiguous,
  httpLengthWhereNoBody,
  httpMessageMalformed,
  httpOctetsAfterMessage,
  httpRedirectWithoutLocation,
  httpRequestUnanswered,
  httpRequiredHeaderMissing,
  httpResponseBeforeRequest,
  httpResponseWithoutRequest,
  httpStatusImpossible,
  httpStatusNotAsked,
  httpSwitchNotAsked,
  icmpErrorQuotesUnseenPacket,
  icmpErrorToOtherHost,
  icmpReplyDataDiffers,
  icmpReplyNumbersMismatch,
  icmpReplyRepeated,
  icmpReplyWithoutRequest,
  icmpRequestUnanswered,
  icmpTimestampNotEchoed,
  ipSourceWithTwoHardwareAddresses,
  ipv4IdentificationConstant,
  ipv4TtlNeverDecremented,
  neighborAddressClaimedTwice,
  neighborAdvertisementWithoutSolicitation,
  neighborSolicitationUnanswered,
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
  tcpInitialSequenceNumberRepeated,
  tcpOctetsRepeated,
  tcpOptionNotOffered,
  tcpRepeatedOctetsDiffer,
  tcpResetAfterFin,
  tcpResetOutOfSequence,
  tcpSackBlockImpossible,
  tcpSegmentAfterReset,
  tcpSegmentLargerThanMss,
  tcpSegmentOutOfOrder,
  tcpSequenceGap,
  tcpSynAckNumberWrong,
  tcpSynUnanswered,
  tcpSynWithoutOptions,
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
  icmpDiffersFromDescription,
  tcpDiffersFromDescription,
];

/** Of the scenario rules, those about one client's link. */
export const linkRules: readonly LinkRule[] = [
  conversationsOutOfOrder,
  hardwareAddressWithTwoHosts,
  hostWithTwoHardwareAddresses,
  linkTypeMixed,
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
