package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.json.JsonWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of OTLP in JSON: compared with the types of OpenTelemetry's protocol, and as a
 * round trip.
 */
class OtlpJsonTests {

	@Test
	void thereAndBackIsTheSame() {
		ReadSpans read = OtlpJson.read(JsonObject.parse(json(Samples.trace()).getBytes(StandardCharsets.UTF_8)));
		assertThat(read.spans()).containsExactlyElementsOf(Samples.trace());
		assertThat(read.rejected()).isZero();
	}

	@Test
	void itIsTheMessageThatTheProtocolDescribes() {
		ExportTraceServiceRequest.Builder builder = ExportTraceServiceRequest.newBuilder();
		merge(JsonParserFactory.getJsonParser().parseMap(json(Samples.trace())), builder);
		ExportTraceServiceRequest request = builder.build();
		assertThat(request.getResourceSpansList()).hasSize(2);
		assertThat(request.getResourceSpans(0).getScopeSpansList()).hasSize(2);
		assertThat(request.getResourceSpans(0).getScopeSpans(0).getSpans(0).getEndTimeUnixNano())
			.isEqualTo(Samples.START + 412_345_678);
		// The content is the same in the other encoding.
		assertThat(OtlpProtobuf.read(request.toByteArray()).spans()).containsExactlyElementsOf(Samples.trace());
	}

	@Test
	void idsAreHexAndLongsAreText() {
		assertThat(json(List.of(Samples.child()))).isEqualTo("""
				{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},\
				"scopeSpans":[{"scope":{"name":"jdbc"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",\
				"spanId":"00f067aa0ba902b7","parentSpanId":"b7ad6b7169203331","name":"SELECT orders","kind":3,\
				"startTimeUnixNano":"1700000000123457789","endTimeUnixNano":"1700000000125457788","attributes":[],\
				"events":[],"links":[],"status":{}}]}]}]}""");
	}

	@Test
	void everyTypeOfValueIsRead() {
		Attributes attributes = readAttributes("""
				{"key":"number","value":{"intValue":7}},
				{"key":"text number","value":{"intValue":"-7"}},
				{"key":"double","value":{"doubleValue":2}},
				{"key":"nan","value":{"doubleValue":"NaN"}},
				{"key":"bytes","value":{"bytesValue":"AQID"}},
				{"key":"map","value":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}},
				 {"key":"b","value":{"kvlistValue":{"values":[{"key":"c","value":{"stringValue":"d"}}]}}}]}}},
				{"key":"mixed","value":{"arrayValue":{"values":[{"intValue":1},{"stringValue":"x"}]}}},
				{"key":"none","value":{"arrayValue":{}}},
				{"key":"nothing","value":{}},
				{"key":"","value":{"intValue":1}},
				{"key":"not a number","value":{"intValue":"x"}},
				{"key":"too large","value":{"intValue":"9223372036854775808"}},
				{"value":{"intValue":1}},
				7, null, "text"\
				""");
		assertThat(attributes).isEqualTo(Attributes.builder()
			.put("number", 7L)
			.put("text number", -7L)
			.put("double", 2.0)
			.put("nan", Double.NaN)
			.put("bytes", "AQID")
			.put("map", "{\"a\":1,\"b\":{\"c\":\"d\"}}")
			.put("mixed", "[1,\"x\"]")
			.put(AttributeKey.stringArrayKey("none"), List.of())
			.build());
	}

	@Test
	void onlyWhatIsMalformedIsDropped() {
		String valid = "{\"traceId\":\"0AF7651916CD43DD8448EB211C80319C\",\"spanId\":\"B7AD6B7169203331\","
				+ "\"parentSpanId\":\"xyz\",\"startTimeUnixNano\":\"5\",\"kind\":77,\"links\":[{\"traceId\":\"1\"}]}";
		ReadSpans read = OtlpJson.read(parse(valid + "," + valid.replace("0AF7", "zzzz") + ","
				+ valid.replace("B7AD6B7169203331", "0000000000000000") + "," + valid.replace("\"5\"", "\"-5\"")
				+ ",{},null,7"));
		assertThat(read.rejected()).isEqualTo(6);
		assertThat(read.reason()).isEqualTo("A trace id must have 32 hexadecimal digits that are not all 0.");
		assertThat(read.spans()).hasSize(1).allSatisfy((span) -> {
			assertThat(span.traceId()).isEqualTo(Samples.TRACE);
			assertThat(span.spanId()).isEqualTo(Samples.ROOT);
			assertThat(span.parentSpanId()).isNull();
			assertThat(span.endNanos()).isEqualTo(5);
			assertThat(span.links()).isEmpty();
			assertThat(span.service()).isEqualTo("unknown_service");
			assertThat(span.local()).isFalse();
		});
	}

	private static Attributes readAttributes(String attributes) {
		ReadSpans read = OtlpJson.read(parse("{\"traceId\":\"" + Samples.TRACE + "\",\"spanId\":\"" + Samples.ROOT
				+ "\",\"startTimeUnixNano\":\"5\",\"attributes\":[" + attributes + "]}"));
		assertThat(read.spans()).hasSize(1);
		return read.spans().get(0).attributes();
	}

	private static JsonObject parse(String spans) {
		return JsonObject.parse(("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}")
			.getBytes(StandardCharsets.UTF_8));
	}

	private static String json(List<StoredSpan> spans) {
		return JsonWriter.standard().writeToString(OtlpJson.write(spans));
	}

	/**
	 * Reads the JSON strictly according to the description of the protocol: an unknown
	 * name or type makes it fail.
	 */
	private static void merge(Map<?, ?> json, Message.Builder builder) {
		json.forEach((name, value) -> {
			FieldDescriptor field = builder.getDescriptorForType()
				.getFields()
				.stream()
				.filter((candidate) -> candidate.getJsonName().equals(name))
				.findFirst()
				.orElseThrow(() -> new AssertionError("No field " + name));
			if (field.isRepeated()) {
				((List<?>) value).forEach((element) -> builder.addRepeatedField(field, read(field, element, builder)));
			}
			else {
				builder.setField(field, read(field, value, builder));
			}
		});
	}

	private static Object read(FieldDescriptor field, Object value, Message.Builder parent) {
		return switch (field.getJavaType()) {
			case MESSAGE -> {
				Message.Builder builder = parent.newBuilderForField(field);
				merge((Map<?, ?>) value, builder);
				yield builder.build();
			}
			case ENUM -> {
				EnumValueDescriptor constant = field.getEnumType().findValueByNumber((Integer) value);
				yield java.util.Objects.requireNonNull(constant);
			}
			case LONG -> Long.valueOf((String) value);
			case INT -> value;
			case DOUBLE -> (value instanceof String text) ? Double.valueOf(text) : ((Number) value).doubleValue();
			case BYTE_STRING -> ByteString.copyFrom(field.getName().endsWith("_id")
					? HexFormat.of().parseHex((String) value) : Base64.getDecoder().decode((String) value));
			case BOOLEAN, STRING, FLOAT -> value;
		};
	}

}
