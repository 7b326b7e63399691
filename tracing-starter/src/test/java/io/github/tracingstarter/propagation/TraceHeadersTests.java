package io.github.tracingstarter.propagation;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a service makes of the headers it is sent, seen in the headers it sends itself:
 * read with Boot's propagators, a span in between, and written again.
 */
class TraceHeadersTests {

	private static final String T = "12345678901234567890123456789012";

	private static final String P = "1234567890123456";

	private static final String PARENT = "00-" + T + "-" + P + "-00";

	/**
	 * Every case of the W3C's validation service, levels 1 and 2, strict: the headers
	 * sent, whether the trace goes on, and the {@code tracestate} that is sent on.
	 */
	static final List<Case> W3C = List.of(
			// traceparent
			begins("no header"), goesOn("traceparent alone", "", "traceparent", "00-" + T + "-" + P + "-01"),
			begins("traceparent twice", "traceparent", "00-12345678901234567890123456789011-" + P + "-01",
					"traceparent", "00-" + T + "-" + P + "-01"),
			begins("traceparent twice, the same", "traceparent", PARENT, "traceparent", PARENT),
			begins("wrong name with dash", "trace-parent", "00-" + T + "-" + P + "-01"),
			begins("wrong name with dot", "trace.parent", "00-" + T + "-" + P + "-01"),
			goesOn("name in camel case", "", "TraceParent", PARENT),
			goesOn("name in any case", "", "TrAcEpArEnT", PARENT),
			goesOn("name in upper case", "", "TRACEPARENT", PARENT),
			begins("version 00 and a character more", "traceparent", "00-" + T + "-" + P + "-01."),
			begins("version 00 and a field more", "traceparent",
					"00-" + T + "-" + P + "-01-what-the-future-will-be-like"),
			goesOn("version cc", "", "traceparent", "cc-" + T + "-" + P + "-01"),
			goesOn("version cc and a field more", "", "traceparent",
					"cc-" + T + "-" + P + "-01-what-the-future-will-be-like"),
			begins("version cc and something else more", "traceparent",
					"cc-" + T + "-" + P + "-01.what-the-future-will-be-like"),
			begins("version ff", "traceparent", "ff-" + T + "-" + P + "-01"),
			begins("version .0", "traceparent", ".0-" + T + "-" + P + "-01"),
			begins("version 0.", "traceparent", "0.-" + T + "-" + P + "-01"),
			begins("version 000", "traceparent", "000-" + T + "-" + P + "-01"),
			begins("version 0000", "traceparent", "0000-" + T + "-" + P + "-01"),
			begins("version 0", "traceparent", "0-" + T + "-" + P + "-01"),
			begins("trace id of zeros", "traceparent", "00-00000000000000000000000000000000-" + P + "-01"),
			begins("trace id begins with a dot", "traceparent", "00-.2345678901234567890123456789012-" + P + "-01"),
			begins("trace id ends with a dot", "traceparent", "00-1234567890123456789012345678901.-" + P + "-01"),
			begins("trace id too long", "traceparent", "00-" + T + "3-" + P + "-01"),
			begins("trace id too short", "traceparent", "00-1234567890123456789012345678901-" + P + "-01"),
			begins("trace id in upper case", "traceparent", "00-ABCDEF78901234567890123456789012-" + P + "-01"),
			begins("parent id of zeros", "traceparent", "00-" + T + "-0000000000000000-01"),
			begins("parent id begins with a dot", "traceparent", "00-" + T + "-.234567890123456-01"),
			begins("parent id ends with a dot", "traceparent", "00-" + T + "-123456789012345.-01"),
			begins("parent id too long", "traceparent", "00-" + T + "-12345678901234567-01"),
			begins("parent id too short", "traceparent", "00-" + T + "-123456789012345-01"),
			begins("flags begin with a dot", "traceparent", "00-" + T + "-" + P + "-.0"),
			begins("flags end with a dot", "traceparent", "00-" + T + "-" + P + "-0."),
			begins("flags too long", "traceparent", "00-" + T + "-" + P + "-001"),
			begins("flags too short", "traceparent", "00-" + T + "-" + P + "-1"),
			goesOn("space before", "", "traceparent", " " + PARENT),
			goesOn("tab before", "", "traceparent", "\t" + PARENT),
			goesOn("space behind", "", "traceparent", PARENT + " "),
			goesOn("tab behind", "", "traceparent", PARENT + "\t"),
			goesOn("whitespace around", "", "traceparent", "\t " + PARENT + " \t"),
			// tracestate
			begins("tracestate alone", "tracestate", "foo=1"),
			begins("tracestate alone, longer", "tracestate", "foo=1,bar=2"),
			state("two members", "foo=1,bar=2", "foo=1,bar=2"),
			goesOn("wrong name with dash", "", "traceparent", PARENT, "trace-state", "foo=1"),
			goesOn("wrong name with dot", "", "traceparent", PARENT, "trace.state", "foo=1"),
			goesOn("name in camel case", "foo=1", "traceparent", PARENT, "TraceState", "foo=1"),
			goesOn("name in any case", "foo=1", "traceparent", PARENT, "TrAcEsTaTe", "foo=1"),
			goesOn("name in upper case", "foo=1", "traceparent", PARENT, "TRACESTATE", "foo=1"), state("empty", "", ""),
			state("empty behind", "foo=1", "foo=1", ""), state("empty before", "foo=1", "", "foo=1"),
			state("three lines", "foo=1,bar=2,rojo=1,congo=2,baz=3", "foo=1,bar=2", "rojo=1,congo=2", "baz=3"),
			state("key twice", "foo=1", "foo=1,foo=1"), state("key twice, two values", "foo=1", "foo=1,foo=2"),
			state("key on two lines", "foo=1", "foo=1", "foo=1"),
			state("key on two lines, two values", "foo=1", "foo=1", "foo=2"),
			state("every character", allCharacters(""), allCharacters("")),
			state("every character, with at sign", allCharacters("@a-z0-9_-*/"), allCharacters("@a-z0-9_-*/")),
			state("spaces and tabs", "foo=1,bar=2,baz=3", "foo=1 \t , \t bar=2, \t baz=3"),
			state("tabs and spaces", "foo=1,bar=2,baz=3", "foo=1\t \t,\t \tbar=2,\t \tbaz=3"),
			state("space before member", "foo=1", " foo=1"), state("tab before member", "foo=1", "\tfoo=1"),
			state("space behind member", "foo=1", "foo=1 "), state("tab behind member", "foo=1", "foo=1\t"),
			state("whitespace around member", "foo=1", "\t foo=1 \t"), state("space in key", "", "foo =1"),
			state("upper case in key", "", "FOO=1"), state("dot in key", "", "foo.bar=1"),
			state("key ends with at sign", "foo@=1,bar=2", "foo@=1,bar=2"),
			state("key begins with at sign", "", "@foo=1,bar=2"),
			state("two at signs in turn", "foo@@bar=1,bar=2", "foo@@bar=1,bar=2"),
			state("two at signs", "foo@bar@baz=1,bar=2", "foo@bar@baz=1,bar=2"),
			state("32 members", members(1, 32), members(1, 10), members(11, 20), members(21, 30), members(31, 32)),
			state("33 members", "", members(1, 10), members(11, 20), members(21, 30), members(31, 33)),
			state("key of 256", "foo=1," + "z".repeat(256) + "=1", "foo=1", "z".repeat(256) + "=1"),
			state("key of 257", "", "foo=1", "z".repeat(257) + "=1"),
			state("at sign at 241", "foo=1," + "t".repeat(241) + "@" + "v".repeat(14) + "=1", "foo=1",
					"t".repeat(241) + "@" + "v".repeat(14) + "=1"),
			state("at sign at 242", "foo=1," + "t".repeat(242) + "@v=1", "foo=1", "t".repeat(242) + "@v=1"),
			state("15 behind at sign", "foo=1,t@" + "v".repeat(15) + "=1", "foo=1", "t@" + "v".repeat(15) + "=1"),
			state("equals sign in value", "", "foo=bar=baz"), state("no value", "", "foo=,bar=3"),
			// beyond the service
			state("key begins with digit", "1foo=1", "1foo=1"), state("no equals sign", "", "foo"),
			state("empty members", "foo=1,bar=2", ",foo=1,, ,bar=2,"),
			state("value of 256", "foo=" + "v".repeat(256), "foo=" + "v".repeat(256)),
			state("value of 257", "", "foo=" + "v".repeat(257)),
			state("leading space of value stays", "foo= 1", "foo= 1"), state("line break in value", "", "foo=1\r\nx"),
			state("umlaut in value", "", "foo=\u00e4"));

	private static final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
					OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
					TracingAutoConfiguration.class, PropagationAutoConfiguration.class,
					InstrumentationAutoConfiguration.class, RedactionAutoConfiguration.class));

	@Test
	void casesOfTheValidationService() {
		runner.run((context) -> {
			Spans spans = context.getBean(Spans.class);
			for (Case check : W3C) {
				assertThat(pass(spans, check.headers())).as(check.name()).satisfies((sent) -> {
					assertThat(sent.get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]")
						.doesNotContain("-" + P + "-");
					assertThat(sent.get("traceparent").contains(T)).isEqualTo(check.goesOn());
					assertThat(sent.getOrDefault("tracestate", "")).isEqualTo(check.traceState());
				});
			}
		});
	}

	@Test
	void eachCallOfARequestHasAParentOfItsOwn() {
		runner.run((context) -> {
			Spans spans = context.getBean(Spans.class);
			Headers headers = new Headers("traceparent", PARENT);
			assertThat(Stream.generate(() -> pass(spans, headers).get("traceparent")).limit(3)).doesNotHaveDuplicates()
				.allSatisfy((sent) -> assertThat(sent).contains(T));
		});
	}

	@Test
	void randomFlagIsReadAndUnknownFlagsAreNot() {
		runner.run((context) -> {
			Spans spans = context.getBean(Spans.class);
			Map<String, String> flags = Map.of("00", "00", "01", "01", "02", "02", "03", "03", "ff", "03", "fc", "00");
			flags.forEach((sent, read) -> assertThat(
					parent(spans, new Headers("traceparent", "00-" + T + "-" + P + "-" + sent)).getTraceFlags().asHex())
				.as(sent)
				.isEqualTo(read));
		});
	}

	@Test
	void randomFlagTravels() {
		// The SDK of Spring Boot 4.0 does not know the flag: it gives each span flags
		// anew.
		assumeTrue(ClassUtils.hasMethod(IdGenerator.class, "generatesRandomTraceIds"));
		runner.run((context) -> assertThat(
				pass(context.getBean(Spans.class), new Headers("traceparent", "00-" + T + "-" + P + "-02"))
					.get("traceparent"))
			.endsWith("-02"));
	}

	@Test
	void stateIsTheParentsAndItsOrderStaysWhenChanged() {
		runner.run((context) -> {
			TraceState state = parent(context.getBean(Spans.class),
					new Headers("traceparent", PARENT, "tracestate", "a@=1,b=2", "tracestate", "c=3"))
				.getTraceState();
			assertThat(state.asMap()).containsExactly(Map.entry("a@", "1"), Map.entry("b", "2"), Map.entry("c", "3"));
			assertThat(state.get("b")).isEqualTo("2");
			assertThat(state.get("d")).isNull();
			assertThat(state.toBuilder().put("c", "4").put("NO", "5").remove("b").remove("e").build().asMap())
				.containsExactly(Map.entry("c", "4"), Map.entry("a@", "1"));
			assertThat(state.isEmpty()).isFalse();
			assertThat(state.size()).isEqualTo(3);
		});
	}

	@Test
	void b3IsReadAsWell() {
		runner.run((context) -> {
			Spans spans = context.getBean(Spans.class);
			assertThat(parent(spans, new Headers("b3", T + "-" + P + "-1")))
				.satisfies(TraceHeadersTests::isSampledParent);
			assertThat(parent(spans, new Headers("X-B3-TraceId", T, "X-B3-SpanId", P, "X-B3-Sampled", "1")))
				.satisfies(TraceHeadersTests::isSampledParent);
			assertThat(parent(spans,
					new Headers("traceparent", "malformed", "b3", T + "-" + P + "-1", "tracestate", "foo=1")))
				.satisfies(TraceHeadersTests::isSampledParent)
				.satisfies((parent) -> assertThat(parent.getTraceState().isEmpty()).isTrue());
		});
	}

	@Test
	void decisionOfB3IsHonouredWithoutATrace() {
		runner.run((context) -> {
			Spans spans = context.getBean(Spans.class);
			for (Headers denied : List.of(new Headers("b3", "0"), new Headers("X-B3-Sampled", "0"),
					new Headers("X-B3-Sampled", "false"), new Headers("traceparent", "malformed", "b3", "0"))) {
				SpanContext parent = parent(spans, denied);
				assertThat(parent.isValid()).isTrue();
				assertThat(parent.isSampled()).isFalse();
				assertThat(parent.getTraceFlags()).as("as what begins here and is not recorded")
					.isEqualTo(Spans.dropped(Context.root()).getSpanContext().getTraceFlags())
					.hasToString("02");
				assertThat(parent.getTraceId()).isNotEqualTo(parent(spans, denied).getTraceId());
			}
			for (Headers undecided : List.of(new Headers("b3", "1"), new Headers("X-B3-Sampled", "1"),
					new Headers("b3", "x"), new Headers("X-B3-Sampled", ""))) {
				assertThat(parent(spans, undecided).isValid()).isFalse();
			}
			String sampled = "00-" + T + "-" + P + "-01";
			assertThat(parent(spans, new Headers("traceparent", sampled, "b3", "0", "X-B3-Sampled", "0")))
				.satisfies(TraceHeadersTests::isSampledParent);
		});
	}

	@Test
	void decisionOfB3IsNothingWhereB3IsNotRead() {
		runner.withPropertyValues("management.tracing.propagation.type=w3c").run((context) -> {
			Spans spans = context.getBean(Spans.class);
			assertThat(parent(spans, new Headers("b3", "0", "X-B3-Sampled", "0")).isValid()).isFalse();
		});
	}

	@Test
	void singleB3ReadsBothForms() {
		runner.withPropertyValues("management.tracing.propagation.type=b3").run((context) -> {
			Spans spans = context.getBean(Spans.class);
			assertThat(parent(spans, new Headers("X-B3-TraceId", T, "X-B3-SpanId", P, "X-B3-Sampled", "1")))
				.satisfies(TraceHeadersTests::isSampledParent);
			assertThat(parent(spans, new Headers("traceparent", PARENT)).isValid()).isFalse();
		});
	}

	@Test
	void baggageIsRead() {
		runner.withPropertyValues("management.tracing.baggage.remote-fields=tenant").run((context) -> {
			TraceHeaders headers = TraceHeaders.with(context.getBean(Propagation.class));
			Context extracted = headers.extract(Context.root(), new Headers("tenant", "acme", "baggage", "a=1"),
					Headers.GETTER);
			assertThat(Baggage.fromContext(extracted).getEntryValue("tenant")).isEqualTo("acme");
			assertThat(Baggage.fromContext(extracted).getEntryValue("a")).isEqualTo("1");
			assertThat(Span.fromContext(extracted).getSpanContext().isValid()).isFalse();
		});
	}

	@Test
	void nothingIsReadWhenPropagationIsOff() {
		runner.withPropertyValues("management.tracing.export.enabled=false")
			.run((context) -> assertThat(
					parent(context.getBean(Spans.class), new Headers("traceparent", PARENT)).isValid())
				.isFalse());
	}

	@Test
	void givenContextIsKept() {
		Propagation propagation = new Propagation(W3CTraceContextPropagator.getInstance(),
				new Trust(List.of("always")));
		Context context = Context.root().with(Baggage.builder().put("kept", "1").build());
		assertThat(TraceHeaders.with(propagation).extract(context, new Headers(), Headers.GETTER)).isSameAs(context);
		Context extracted = TraceHeaders.with(propagation)
			.extract(context, new Headers("traceparent", PARENT, "tracestate", "foo=1"), Headers.GETTER);
		assertThat(Baggage.fromContext(extracted).getEntryValue("kept")).isEqualTo("1");
	}

	@Test
	void noHeaderCostsNoAllocation() {
		runner.run((context) -> {
			TraceHeaders headers = TraceHeaders.with(context.getBean(Propagation.class));
			Headers none = new Headers("host", "localhost", "accept", "*/*", "user-agent", "curl/8");
			long before = allocated();
			long overhead = allocated() - before;
			before = allocated();
			for (int i = 0; i < 20_000; i++) {
				if (headers.extract(Context.root(), none, Headers.GETTER) != Context.root()) {
					throw new AssertionError("there is no parent");
				}
			}
			assertThat(allocated() - before - overhead).isLessThan(20_000);
		});
	}

	@Test
	void hundredMalformedHeadersAreHarmless() {
		runner.withPropertyValues("management.tracing.baggage.remote-fields=tenant").run((context) -> {
			Spans spans = context.getBean(Spans.class);
			List<String> values = malformed();
			assertThat(values).hasSizeGreaterThanOrEqualTo(100);
			for (String value : values) {
				for (String name : List.of("traceparent", "b3", "X-B3-TraceId", "baggage", "tenant")) {
					if (name.equals("b3") && value.equals("0")) {
						continue;
					}
					assertThat(parent(spans, new Headers(name, value)).isValid()).as("%s: %s", name, value).isFalse();
				}
				SpanContext parent = parent(spans, new Headers("traceparent", PARENT, "tracestate", value));
				assertThat(parent.getTraceId()).isEqualTo(T);
				assertThat(parent.getTraceState().isEmpty()).as("tracestate: %s", value).isTrue();
			}
		});
	}

	@Test
	void headerFloodsAreHarmless() {
		runner.run((context) -> {
			Spans spans = context.getBean(Spans.class);
			List<String> flood = new ArrayList<>(List.of("traceparent", PARENT));
			for (int i = 0; i < 10_000; i++) {
				flood.addAll(List.of("tracestate", "k" + i + "=" + "v".repeat(200)));
			}
			assertThat(parent(spans, new Headers(flood.toArray(String[]::new))).getTraceState().isEmpty()).isTrue();
			assertThat(parent(spans, new Headers("traceparent", PARENT, "tracestate", ",".repeat(20_000) + "foo=1"))
				.getTraceState()
				.asMap()).containsExactly(Map.entry("foo", "1"));
		});
	}

	@Test
	void propagatorThatThrowsBeginsATrace() {
		Propagation propagation = new Propagation(new ThrowingPropagator(), new Trust(List.of("always")));
		assertThat(parent(propagation, new Headers("x-throwing", "1")).isValid()).isFalse();
	}

	private static void isSampledParent(SpanContext parent) {
		assertThat(parent.getTraceId()).isEqualTo(T);
		assertThat(parent.getSpanId()).isEqualTo(P);
		assertThat(parent.isSampled()).isTrue();
		assertThat(parent.isRemote()).isTrue();
	}

	private static SpanContext parent(Spans spans, Headers headers) {
		return parent(spans.propagation(), headers);
	}

	private static SpanContext parent(Propagation propagation, Headers headers) {
		return Span.fromContext(TraceHeaders.with(propagation).extract(Context.root(), headers, Headers.GETTER))
			.getSpanContext();
	}

	/**
	 * A request comes in and a call goes out.
	 */
	private static Map<String, String> pass(Spans spans, Headers headers) {
		Context parent = TraceHeaders.with(spans.propagation()).extract(Context.root(), headers, Headers.GETTER);
		Span span = spans.span("GET", SpanKind.SERVER, parent).startSpan();
		Map<String, String> sent = new TreeMap<>();
		TextMapSetter<Map<String, String>> setter = (carrier, key, value) -> {
			if (carrier != null) {
				carrier.put(key, value);
			}
		};
		spans.propagation().propagator().inject(parent.with(span), sent, setter);
		span.end();
		return sent;
	}

	private static long allocated() {
		return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
			.getThreadAllocatedBytes(Thread.currentThread().getId());
	}

	private static List<String> malformed() {
		List<String> values = new ArrayList<>(List.of("", " ", "\t", "-", "--", "---", "----", "0", "00", "00-", "00--",
				"00---", "null", "undefined", "\u0000", "\u0000".repeat(55), "-".repeat(55), "\ud83d\ude00", "\ud83d",
				"%00", "=", "==", "=1", ",=,", "A=1", "a b=1", "a=\u007f", "a=\u0000", "a", "a,b", "a=1=2",
				"../../etc/passwd", "<script>alert(1)</script>", "' OR 1=1 --", "${jndi:ldap://x}", "x".repeat(20_000),
				"0".repeat(20_000), "-".repeat(20_000)));
		Random random = new Random(42);
		for (int i = 0; i < 80; i++) {
			StringBuilder mutated = new StringBuilder(PARENT);
			int position = random.nextInt(55);
			mutated.setCharAt(position, "ghXYZ.,;\u00e4 \u0001\n".charAt(random.nextInt(12)));
			if (i % 3 == 0) {
				mutated.setLength(position + 1);
			}
			values.add(mutated.toString());
		}
		return values;
	}

	private static String allCharacters(String suffix) {
		StringBuilder text = new StringBuilder("abcdefghijklmnopqrstuvwxyz0123456789_-*/").append(suffix).append('=');
		IntStream.rangeClosed(0x20, 0x7e)
			.filter((character) -> character != ',' && character != '=')
			.forEach((character) -> text.append((char) character));
		return text.toString();
	}

	private static String members(int from, int to) {
		return String.join(",", IntStream.rangeClosed(from, to).mapToObj("bar%1$02d=%1$02d"::formatted).toList());
	}

	private static Case begins(String name, String... headers) {
		return new Case(name, new Headers(headers), false, "");
	}

	private static Case goesOn(String name, String traceState, String... headers) {
		return new Case(name, new Headers(headers), true, traceState);
	}

	private static Case state(String name, String traceState, String... lines) {
		List<String> headers = new ArrayList<>(List.of("traceparent", PARENT));
		for (String line : lines) {
			headers.addAll(List.of("tracestate", line));
		}
		return new Case(name, new Headers(headers.toArray(String[]::new)), true, traceState);
	}

	/**
	 * Headers sent and what must become of them.
	 */
	record Case(String name, Headers headers, boolean goesOn, String traceState) {

	}

	/**
	 * Headers of a request: names in any case, values line by line.
	 */
	static final class Headers {

		static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {

			@Override
			public Iterable<String> keys(Headers carrier) {
				return carrier.lines.keySet();
			}

			@Override
			public @Nullable String get(@Nullable Headers carrier, String key) {
				List<String> values = (carrier != null) ? carrier.lines.get(key) : null;
				return (values != null) ? values.get(0) : null;
			}

			@Override
			public Iterator<String> getAll(@Nullable Headers carrier, String key) {
				return (carrier != null) ? carrier.lines.getOrDefault(key, List.of()).iterator()
						: List.<String>of().iterator();
			}

		};

		private final Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

		Headers(String... namesAndValues) {
			for (int i = 0; i < namesAndValues.length; i += 2) {
				this.lines.computeIfAbsent(namesAndValues[i], (name) -> new ArrayList<>()).add(namesAndValues[i + 1]);
			}
		}

	}

}
