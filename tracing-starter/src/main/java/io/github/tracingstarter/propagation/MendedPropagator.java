package io.github.tracingstarter.propagation;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Boot's propagator, or that of {@code tracing.propagation}, with some additions. A B3
 * caller may decide that nothing is recorded without starting a trace. The properties of
 * a {@code baggage} member are passed on unchanged, baggage does not exceed the limits of
 * W3C, and values that a header cannot hold are not written.
 */
final class MendedPropagator implements TextMapPropagator {

	private static final String BOOTS_COMPOSITE = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.CompositeTextMapPropagator";

	private static final String BAGGAGE = "baggage";

	private static final String B3 = "b3";

	/**
	 * The visible characters that are not allowed in the value of a property.
	 */
	private static final String ENCODED = "\",\\%";

	/**
	 * The visible characters that are not allowed in the name of a header.
	 */
	private static final String NO_TOKEN = "\"(),/:;<=>?@[\\]{}";

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private static final TextMapSetter<StringBuilder> MEMBER = (member, name, value) -> {
		if (member != null) {
			member.append(value);
		}
	};

	/** Marks the context of a caller who decided without a trace. */
	private static final ContextKey<Boolean> DENIED = ContextKey.named("io.github.tracingstarter.denied");

	private final TextMapPropagator delegate;

	private final boolean readsB3;

	MendedPropagator(TextMapPropagator delegate) {
		this.delegate = delegate;
		this.readsB3 = (delegate instanceof FormatsPropagator formats)
				? formats.reads(Format.B3) || formats.reads(Format.B3_MULTI)
				: delegate.fields().stream().anyMatch((field) -> field.equals(B3) || field.startsWith("X-B3-"));
	}

	/**
	 * Returns whether the trace in a context was started for a caller without one.
	 */
	static boolean isDenied(Context context) {
		return context.get(DENIED) != null;
	}

	static boolean isBoots(TextMapPropagator propagator) {
		return propagator instanceof MendedPropagator || propagator.getClass().getName().equals(BOOTS_COMPOSITE);
	}

	@Override
	public Collection<String> fields() {
		return this.delegate.fields();
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		Baggage baggage = Baggage.fromContext(context);
		if (baggage.isEmpty()) {
			this.delegate.inject(context, carrier, setter);
			return;
		}
		Baggage carried = BaggageLimits.apply(baggage);
		String header = hasProperties(carried) ? header(carried) : null;
		this.delegate.inject((carried == baggage) ? context : context.with(carried), carrier, (target, name, value) -> {
			String written = (header != null && name.equalsIgnoreCase(BAGGAGE)) ? header : value;
			if (isHeader(name, written)) {
				setter.set(target, name, written);
			}
		});
	}

	/**
	 * Returns whether a header is valid, because clients reject a request with an invalid
	 * one. Values of baggage come from callers, decoded.
	 */
	private static boolean isHeader(String name, String value) {
		for (int i = 0; i < name.length(); i++) {
			char character = name.charAt(i);
			if (character <= ' ' || character >= 0x7f || NO_TOKEN.indexOf(character) >= 0) {
				return false;
			}
		}
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) < ' ' || value.charAt(i) >= 0x7f) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	private static boolean hasProperties(Baggage baggage) {
		return baggage.asMap().values().stream().anyMatch((entry) -> !entry.getMetadata().getValue().isEmpty());
	}

	/**
	 * Returns the header: each member as OpenTelemetry writes it without properties, and
	 * its properties. OpenTelemetry would percent-encode the properties, including their
	 * separators, as if they were one value.
	 */
	private static String header(Baggage baggage) {
		StringBuilder header = new StringBuilder();
		baggage.forEach((key, entry) -> {
			StringBuilder member = new StringBuilder();
			Baggage alone = Baggage.builder().put(key, entry.getValue()).build();
			W3CBaggagePropagator.getInstance().inject(Context.root().with(alone), member, MEMBER);
			String properties = entry.getMetadata().getValue();
			if (!member.isEmpty()) {
				header.append(header.isEmpty() ? "" : ",").append(member);
				if (!properties.isEmpty()) {
					appendProperties(header.append(';'), properties);
				}
			}
		});
		return header.toString();
	}

	/**
	 * Appends properties, which were decoded when they were read, or may come from the
	 * application.
	 */
	private static void appendProperties(StringBuilder header, String properties) {
		for (byte octet : properties.getBytes(StandardCharsets.UTF_8)) {
			if (octet > ' ' && octet < 0x7f && ENCODED.indexOf(octet) < 0) {
				header.append((char) octet);
			}
			else {
				header.append('%');
				header.append(HEX.toHexDigits(octet));
			}
		}
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		Context extracted = this.delegate.extract(context, carrier, getter);
		Baggage baggage = Baggage.fromContext(extracted);
		Baggage carried = BaggageLimits.apply(baggage);
		if (carried != baggage) {
			extracted = extracted.with(carried);
		}
		return (this.readsB3 && carrier != null && !Span.fromContext(extracted).getSpanContext().isValid()
				&& isDenied(carrier, getter)) ? extracted.with(dropped()).with(DENIED, true) : extracted;
	}

	private static <C> boolean isDenied(C carrier, TextMapGetter<C> getter) {
		String sampled = getter.get(carrier, "X-B3-Sampled");
		return "0".equals(sampled) || "false".equals(sampled) || "0".equals(getter.get(carrier, B3));
	}

	private static Span dropped() {
		IdGenerator ids = IdGenerator.random();
		return Span.wrap(SpanContext.createFromRemoteParent(ids.generateTraceId(), ids.generateSpanId(),
				Propagation.NOT_SAMPLED, TraceState.getDefault()));
	}

}
