package io.github.tracingstarter.ui.exchange;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of the reader of OTLP in protobuf, with messages that OpenTelemetry's own types
 * write, and with invalid ones.
 */
class OtlpProtobufTests {

	@Test
	void everyFieldOfASpanIsRead() {
		Span span = span().setParentSpanId(ByteString.fromHex(Samples.ROOT))
			.setTraceState("a=b")
			.setFlags(0x301)
			.setName("äöü 😀")
			.setKind(Span.SpanKind.SPAN_KIND_PRODUCER)
			.setEndTimeUnixNano(Samples.START + 7)
			.setDroppedAttributesCount(3)
			.addEvents(Span.Event.newBuilder()
				.setName("retry")
				.setTimeUnixNano(Samples.START + 1)
				.addAttributes(attribute("n", AnyValue.newBuilder().setIntValue(-1))))
			.addLinks(Span.Link.newBuilder()
				.setTraceId(ByteString.fromHex(Samples.OTHER_TRACE))
				.setSpanId(ByteString.fromHex(Samples.ROOT))
				.addAttributes(attribute("l", AnyValue.newBuilder().setBoolValue(true))))
			.addLinks(Span.Link.newBuilder().setTraceId(ByteString.fromHex("00")))
			.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("no paper"))
			.build();
		assertThat(read(span)).isEqualTo(new StoredSpan(Samples.TRACE, Samples.CHILD, Samples.ROOT, "äöü 😀",
				SpanKind.PRODUCER, Samples.START, Samples.START + 7, StatusCode.ERROR, "no paper", Attributes.empty(),
				List.of(new StoredSpan.Event("retry", Samples.START + 1,
						Attributes.of(AttributeKey.longKey("n"), -1L))),
				List.of(new StoredSpan.Link(Samples.OTHER_TRACE, Samples.ROOT,
						Attributes.of(AttributeKey.booleanKey("l"), true))),
				"shop", "the scope", false, Attributes.of(AttributeKey.stringKey("host.name"), "here"), "1", false));
	}

	@Test
	void everyTypeOfValueIsRead() {
		AnyValue text = AnyValue.newBuilder().setStringValue("x").build();
		AnyValue number = AnyValue.newBuilder().setIntValue(Long.MIN_VALUE).build();
		AnyValue fraction = AnyValue.newBuilder().setDoubleValue(-0.5).build();
		AnyValue bool = AnyValue.newBuilder().setBoolValue(false).build();
		AnyValue bytes = AnyValue.newBuilder().setBytesValue(ByteString.fromHex("010203")).build();
		AnyValue map = AnyValue.newBuilder()
			.setKvlistValue(KeyValueList.newBuilder()
				.addValues(attribute("a", text.toBuilder()))
				.addValues(attribute("b", array(number, bytes).toBuilder())))
			.build();
		Span.Builder span = span();
		List<AnyValue> values = List.of(text, number, fraction, bool, bytes, map, array(text, text),
				array(number, number), array(fraction, fraction), array(bool, bool), array(text, number), array(map),
				array(), AnyValue.getDefaultInstance());
		for (int i = 0; i < values.size(); i++) {
			span.addAttributes(attribute("k" + i, values.get(i).toBuilder()));
		}
		span.addAttributes(attribute("", text.toBuilder()));
		assertThat(read(span.build()).attributes()).isEqualTo(Attributes.builder()
			.put("k0", "x")
			.put("k1", Long.MIN_VALUE)
			.put("k2", -0.5)
			.put("k3", false)
			.put("k4", "AQID")
			.put("k5", "{\"a\":\"x\",\"b\":[-9223372036854775808,\"AQID\"]}")
			.put(AttributeKey.stringArrayKey("k6"), List.of("x", "x"))
			.put(AttributeKey.longArrayKey("k7"), List.of(Long.MIN_VALUE, Long.MIN_VALUE))
			.put(AttributeKey.doubleArrayKey("k8"), List.of(-0.5, -0.5))
			.put(AttributeKey.booleanArrayKey("k9"), List.of(false, false))
			.put("k10", "[\"x\",-9223372036854775808]")
			.put("k11", "[{\"a\":\"x\",\"b\":[-9223372036854775808,\"AQID\"]}]")
			.put(AttributeKey.stringArrayKey("k12"), List.of())
			.build());
	}

	@Test
	void emptySpansAreNotCollectedBeforeTheyAreRead() {
		byte[] spans = new byte[4 * 1024 * 1024];
		for (int i = 0; i < spans.length; i += 2) {
			spans[i] = OtlpFields.SCOPE_RECORDS_RECORD;
		}
		ReadSpans read = OtlpProtobuf.read(field(1, field(2, spans)));
		assertThat(read.spans()).isEmpty();
		assertThat(read.rejected()).isEqualTo(spans.length / 2);
	}

	private static byte[] field(int number, byte[] content) {
		UnknownFieldSet.Field field = UnknownFieldSet.Field.newBuilder()
			.addLengthDelimited(ByteString.copyFrom(content))
			.build();
		return UnknownFieldSet.newBuilder().addField(number, field).build().toByteArray();
	}

	@Test
	void onlyWhatIsMalformedIsDropped() {
		AnyValue deep = AnyValue.newBuilder().setStringValue("deep").build();
		for (int i = 0; i < 60; i++) {
			deep = array(deep);
		}
		byte[] message = request(span().build(), span().setTraceId(ByteString.fromHex("0a")).build(),
				span().setSpanId(ByteString.copyFrom(new byte[8])).build(), span().clearStartTimeUnixNano().build(),
				span().addAttributes(attribute("deep", deep.toBuilder())).build(), Span.getDefaultInstance())
			.toByteArray();
		ReadSpans read = OtlpProtobuf.read(message);
		assertThat(read.spans()).extracting(StoredSpan::spanId).containsExactly(Samples.CHILD);
		assertThat(read.rejected()).isEqualTo(5);
		assertThat(read.reason()).startsWith("A trace id must have");
	}

	@Test
	void unknownFieldsAndOtherWireTypesAreSkipped() {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		message.writeBytes(request(span().build()).toByteArray());
		// Fields 1 and 99 as numbers, 98 as four bytes, 97 as eight.
		message.writeBytes(new byte[] { 8, 1, (byte) 0x98, 6, (byte) 0xFF, 1, (byte) 0x95, 6, 1, 2, 3, 4, (byte) 0x89,
				6, 1, 2, 3, 4, 5, 6, 7, 8 });
		assertThat(OtlpProtobuf.read(message.toByteArray()).spans()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0a", "0aff", "0affffffff7f", "0affffffffffffffffff01", "00", "0b", "0f",
			"08ffffffffffffffffffffff", "0d0102", "090102", "7b7d", "ffffffffffffffffff01" })
	void whatIsNoMessageIsRefused(String hex) {
		assertThatThrownBy(() -> OtlpProtobuf.read(ByteString.fromHex(hex).toByteArray()))
			.isExactlyInstanceOf(MalformedException.class)
			.hasMessageStartingWith("The protobuf message ");
	}

	@Test
	void anEmptyMessageHasNoSpans() {
		assertThat(OtlpProtobuf.read(new byte[0]).spans()).isEmpty();
	}

	@Test
	void nothingElseEverComesOfDamage() {
		byte[] message = request(span().setName("GET /orders")
			.addAttributes(attribute("a", array(AnyValue.newBuilder().setStringValue("x").build()).toBuilder()))
			.addEvents(Span.Event.newBuilder().setName("e").setTimeUnixNano(5))
			.build(), span().build()).toByteArray();
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			byte[] damaged = Arrays.copyOf(message,
					random.nextInt(10) == 0 ? random.nextInt(message.length) : message.length);
			for (int j = random.nextInt(4); j >= 0 && damaged.length > 0; j--) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			try {
				assertThat(OtlpProtobuf.read(damaged).spans()).hasSizeLessThan(20);
			}
			catch (MalformedException ex) {
				assertThat(ex).hasMessageContaining("message");
			}
		}
	}

	private static StoredSpan read(Span span) {
		ReadSpans read = OtlpProtobuf.read(request(span).toByteArray());
		assertThat(read.rejected()).isZero();
		assertThat(read.spans()).hasSize(1);
		return read.spans().get(0);
	}

	static Span.Builder span() {
		return Span.newBuilder()
			.setTraceId(ByteString.fromHex(Samples.TRACE))
			.setSpanId(ByteString.fromHex(Samples.CHILD))
			.setStartTimeUnixNano(Samples.START);
	}

	static ExportTraceServiceRequest request(Span... spans) {
		return ExportTraceServiceRequest.newBuilder()
			.addResourceSpans(ResourceSpans.newBuilder()
				.setResource(Resource.newBuilder()
					.addAttributes(attribute("host.name", AnyValue.newBuilder().setStringValue("here")))
					.addAttributes(attribute("service.name", AnyValue.newBuilder().setStringValue("shop"))))
				.addScopeSpans(ScopeSpans.newBuilder()
					.setScope(InstrumentationScope.newBuilder().setName("the scope").setVersion("1"))
					.addAllSpans(List.of(spans))))
			.build();
	}

	private static KeyValue attribute(String key, AnyValue.Builder value) {
		return KeyValue.newBuilder().setKey(key).setValue(value).build();
	}

	private static AnyValue array(AnyValue... values) {
		return AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values))).build();
	}

}
