package io.github.tracingstarter.instrument.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.annotation.Observed;
import io.micrometer.tracing.annotation.ContinueSpan;
import io.micrometer.tracing.annotation.NewSpan;
import io.opentelemetry.instrumentation.annotations.AddingSpanAttributes;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * The annotations that request spans, except those that other code handles.
 *
 * @param spans whether the starter handles {@code @NewSpan} and {@code @ContinueSpan}
 * @param observed whether the starter handles {@code @Observed}
 */
record Annotations(boolean spans, boolean observed) {

	static final boolean OPENTELEMETRY = ClassUtils.isPresent(
			"io.opentelemetry.instrumentation.annotations.AddingSpanAttributes", Annotations.class.getClassLoader());

	/**
	 * Returns whether a method must be called through a proxy that creates spans for it.
	 * @param method the method of the bean's class
	 * @param type that class
	 * @return whether the method or its class has one of the annotations
	 */
	boolean apply(Method method, Class<?> type) {
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())
				|| method.getDeclaringClass() == Object.class || method.isSynthetic()) {
			return false;
		}
		return isObserved(method, type) || onMethods().stream().anyMatch((annotation) -> has(method, annotation));
	}

	@Nullable Observed observed(Method method, Class<?> type) {
		if (!this.observed) {
			return null;
		}
		Observed observed = AnnotatedElementUtils.findMergedAnnotation(method, Observed.class);
		return (observed != null) ? observed : AnnotatedElementUtils.findMergedAnnotation(type, Observed.class);
	}

	private boolean isObserved(Method method, Class<?> type) {
		return this.observed && (has(method, Observed.class)
				|| (Modifier.isPublic(method.getModifiers()) && has(type, Observed.class)));
	}

	private List<Class<? extends Annotation>> onMethods() {
		List<Class<? extends Annotation>> annotations = new ArrayList<>();
		if (this.spans) {
			annotations.add(NewSpan.class);
			annotations.add(ContinueSpan.class);
		}
		if (OPENTELEMETRY) {
			OpenTelemetryAnnotations.addTo(annotations);
		}
		return annotations;
	}

	private static boolean has(AnnotatedElement element, Class<? extends Annotation> annotation) {
		return AnnotatedElementUtils.hasAnnotation(element, annotation);
	}

	/**
	 * Loaded only if OpenTelemetry's annotations are present.
	 */
	private static final class OpenTelemetryAnnotations {

		private OpenTelemetryAnnotations() {
		}

		static void addTo(List<Class<? extends Annotation>> annotations) {
			annotations.add(WithSpan.class);
			annotations.add(AddingSpanAttributes.class);
		}

	}

}
