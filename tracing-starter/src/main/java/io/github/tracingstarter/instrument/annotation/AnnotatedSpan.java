package io.github.tracingstarter.instrument.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.tracingstarter.instrument.SpanNames;
import io.micrometer.tracing.annotation.ContinueSpan;
import io.micrometer.tracing.annotation.NewSpan;
import io.micrometer.tracing.annotation.SpanTag;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.instrumentation.annotations.AddingSpanAttributes;
import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;

/**
 * The description of a span by the annotations of a method.
 *
 * @param name the name of the span
 * @param kind its kind
 * @param parent whether it has the current span as its parent
 * @param newSpan Micrometer's annotation of a new span, if present
 * @param continues whether the current span is used, if there is one
 * @param creates whether there is a span at all; if not, the current one gets attributes
 * @param log the prefix of the events of a continued span
 * @param function the method with its class
 * @param attributes the attributes of the parameters
 */
record AnnotatedSpan(String name, SpanKind kind, boolean parent, @Nullable NewSpan newSpan, boolean continues,
		boolean creates, String log, String function, List<Attribute> attributes) {

	private static final int MAX_LENGTH = 50;

	static @Nullable AnnotatedSpan of(Method method, Annotations annotations) {
		AnnotatedMethod annotated = new AnnotatedMethod(method);
		String function = function(method.getDeclaringClass(), method);
		AnnotatedSpan span = annotations.spans() ? ofMicrometer(annotated, function) : null;
		if (span == null && Annotations.OPENTELEMETRY) {
			span = OfOpenTelemetry.span(annotated, function);
		}
		return span;
	}

	static String function(Class<?> type, Method method) {
		return type.getName() + "." + method.getName();
	}

	private static @Nullable AnnotatedSpan ofMicrometer(AnnotatedMethod method, String function) {
		NewSpan newSpan = method.getMethodAnnotation(NewSpan.class);
		ContinueSpan continued = method.getMethodAnnotation(ContinueSpan.class);
		if (newSpan == null && continued == null) {
			return null;
		}
		String name = (newSpan == null) ? "" : newSpan.name().isEmpty() ? newSpan.value() : newSpan.name();
		return new AnnotatedSpan(hyphenated(name.isEmpty() ? method.getMethod().getName() : name), SpanKind.INTERNAL,
				true, newSpan, newSpan == null, true, (newSpan == null && continued != null) ? continued.log() : "",
				function, attributes(method, SpanTag.class, (parameter) -> {
					SpanTag tag = parameter.annotation();
					return new Attribute(parameter.index(), tag.value().isEmpty() ? tag.key() : tag.value(), tag);
				}));
	}

	/**
	 * Returns a hyphenated name, as Micrometer does for its annotations.
	 */
	private static String hyphenated(String name) {
		StringBuilder hyphenated = new StringBuilder();
		for (char c : name.toCharArray()) {
			if (Character.isUpperCase(c) && !hyphenated.isEmpty()) {
				hyphenated.append('-');
			}
			hyphenated.append(Character.toLowerCase(c));
		}
		return hyphenated.substring(0, Math.min(hyphenated.length(), MAX_LENGTH));
	}

	private static <A extends Annotation> List<Attribute> attributes(AnnotatedMethod method, Class<A> type,
			Function<Annotated<A>, @Nullable Attribute> attribute) {
		List<Attribute> attributes = new ArrayList<>();
		for (MethodParameter parameter : method.getMethodParameters()) {
			A annotation = parameter.getParameterAnnotation(type);
			Attribute found = (annotation != null)
					? attribute.apply(new Annotated<>(parameter.getParameterIndex(), annotation)) : null;
			if (found != null) {
				attributes.add(found);
			}
		}
		return List.copyOf(attributes);
	}

	/**
	 * A parameter with its annotation.
	 */
	private record Annotated<A extends Annotation>(int index, A annotation) {

	}

	/**
	 * A parameter that becomes an attribute.
	 *
	 * @param index its index
	 * @param key the key of the attribute
	 * @param tag Micrometer's annotation, if it is one of Micrometer's
	 */
	record Attribute(int index, String key, @Nullable SpanTag tag) {

	}

	/**
	 * Loaded only if OpenTelemetry's annotations are present.
	 */
	private static final class OfOpenTelemetry {

		private OfOpenTelemetry() {
		}

		static @Nullable AnnotatedSpan span(AnnotatedMethod annotated, String function) {
			Method method = annotated.getMethod();
			WithSpan withSpan = annotated.getMethodAnnotation(WithSpan.class);
			if (withSpan == null && !annotated.hasMethodAnnotation(AddingSpanAttributes.class)) {
				return null;
			}
			@Nullable String @Nullable [] names = new DefaultParameterNameDiscoverer().getParameterNames(method);
			List<Attribute> attributes = attributes(annotated, SpanAttribute.class, (parameter) -> {
				String key = parameter.annotation().value();
				if (key.isEmpty() && names != null) {
					key = names[parameter.index()];
				}
				return (key == null || key.isEmpty()) ? null : new Attribute(parameter.index(), key, null);
			});
			if (withSpan == null) {
				return new AnnotatedSpan("", SpanKind.INTERNAL, true, null, true, false, "", function, attributes);
			}
			String name = withSpan.value().isEmpty() ? SpanNames.ofMethod(method.getDeclaringClass(), method.getName())
					: withSpan.value();
			return new AnnotatedSpan(name, withSpan.kind(), withSpan.inheritContext(), null, false, true, "", function,
					attributes);
		}

	}

}
