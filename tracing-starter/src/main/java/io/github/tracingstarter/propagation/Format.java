package io.github.tracingstarter.propagation;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.NearestWord;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A format of the headers that carry a trace.
 */
enum Format {

	/** {@code traceparent} and {@code tracestate}, with {@code baggage}. */
	W3C,

	/** {@code b3}. */
	B3,

	/** {@code X-B3-TraceId} and others. */
	B3_MULTI,

	/**
	 * {@code uber-trace-id}, with {@code uberctx-} and the name for each baggage field.
	 */
	JAEGER,

	/** {@code X-Amzn-Trace-Id}. */
	XRAY;

	private static final String NONE = "none";

	private static final String JAEGER_PROPAGATOR = "io.opentelemetry.extension.trace.propagation.JaegerPropagator";

	private static final String XRAY_PROPAGATOR = "io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator";

	String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	TextMapPropagator propagator() {
		return switch (this) {
			case W3C -> W3CTraceContextPropagator.getInstance();
			case B3 -> B3Propagator.injectingSingleHeader();
			case B3_MULTI -> B3Propagator.injectingMultiHeaders();
			case JAEGER -> Jaeger.propagator();
			case XRAY -> Xray.propagator();
		};
	}

	/**
	 * Parses the value of a property.
	 * @param key the property
	 * @param values the names of the formats, or null
	 * @return the formats, or null if the property is not set
	 * @throws InvalidTracingPropertyException if one cannot be used
	 */
	static @Nullable List<Format> parse(String key, @Nullable List<String> values) {
		List<String> names = (values != null)
				? values.stream().map((value) -> value.trim().toLowerCase(Locale.ROOT)).distinct().toList() : List.of();
		if (names.isEmpty() || values == null) {
			return null;
		}
		String text = String.join(",", values);
		if (names.contains(NONE)) {
			if (names.size() > 1) {
				throw new InvalidTracingPropertyException(key, text, "it names other formats besides 'none'",
						"Use 'none' alone or remove it.");
			}
			return List.of();
		}
		return names.stream().map((name) -> parse(key, text, name)).toList();
	}

	private static Format parse(String key, String text, String name) {
		Format format = Arrays.stream(values())
			.filter((candidate) -> candidate.text().equals(name.replace('_', '-')))
			.findFirst()
			.orElseThrow(() -> new InvalidTracingPropertyException(key, text, "there is no format '%s'".formatted(name),
					"%s The formats are %s and none.".formatted(suggestion(name), names())));
		if (format == XRAY && isMissing(XRAY_PROPAGATOR)) {
			throw new InvalidTracingPropertyException(key, text, "the propagator of X-Ray is not on the class path",
					"Add the dependency io.opentelemetry.contrib:opentelemetry-aws-xray-propagator, or remove 'xray'.");
		}
		if (format == JAEGER && isMissing(JAEGER_PROPAGATOR)) {
			throw new InvalidTracingPropertyException(key, text, "the propagator of Jaeger is not on the class path",
					"Add a version of io.opentelemetry:opentelemetry-extension-trace-propagators that has it, or "
							+ "remove 'jaeger'.");
		}
		return format;
	}

	private static boolean isMissing(String propagator) {
		return !ClassUtils.isPresent(propagator, null);
	}

	private static String suggestion(String name) {
		if (name.equals("datadog")) {
			return "Datadog publishes no propagator for OpenTelemetry; its tracers also read and write 'w3c'.";
		}
		Collection<String> candidates = Arrays.stream(values()).map(Format::text).collect(Collectors.toList());
		candidates.add(NONE);
		return "Did you mean '%s'?".formatted(NearestWord.to(name, new TreeSet<>(candidates)));
	}

	private static String names() {
		return Arrays.stream(values()).map(Format::text).collect(Collectors.joining(", "));
	}

	/**
	 * A separate class, because Jaeger's propagator is deprecated and may be missing in a
	 * later version.
	 */
	private static final class Jaeger {

		private Jaeger() {
		}

		@SuppressWarnings("deprecation")
		static TextMapPropagator propagator() {
			return io.opentelemetry.extension.trace.propagation.JaegerPropagator.getInstance();
		}

	}

	/** Loaded only if X-Ray's propagator is present. */
	private static final class Xray {

		private Xray() {
		}

		static TextMapPropagator propagator() {
			return AwsXrayPropagator.getInstance();
		}

	}

}
