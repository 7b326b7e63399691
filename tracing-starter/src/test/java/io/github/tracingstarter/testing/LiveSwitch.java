package io.github.tracingstarter.testing;

import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.instrument.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for each instrumentation that is turned off and on while the application
 * runs.
 */
public final class LiveSwitch {

	private LiveSwitch() {
	}

	/**
	 * Makes the same call while an instrumentation is on, off and on again, each time in
	 * a span named 'request', and compares the spans.
	 * @param context the application, with {@link RecordedSpans}
	 * @param key the key of the switch
	 * @param call the call
	 * @param on the tree while it is on
	 * @param off the tree while it is off
	 */
	public static void offAndOn(ApplicationContext context, String key, Call call, String on, String off) {
		LiveProperty property = context.getBeanProvider(LiveProperties.class)
			.stream()
			.flatMap((all) -> all.all().stream())
			.filter((each) -> each.key().equals(key))
			.findFirst()
			.orElseThrow(() -> new AssertionError("%s cannot be changed".formatted(key)));
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		for (boolean isOn : new boolean[] { true, false, true }) {
			property.change(Boolean.toString(isOn));
			spans.clear();
			within(context, call, isOn);
			String expected = isOn ? on : off;
			spans.await((int) expected.lines().count());
			assertThat(spans.tree()).as("%s=%s", key, isOn).isEqualTo(expected);
		}
	}

	private static void within(ApplicationContext context, Call call, boolean isOn) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			call.make(isOn);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		finally {
			span.end();
		}
	}

	/**
	 * Asserts that what was sent within the current span carries its trace: for a
	 * separate span, or for the current one if the instrumentation is off.
	 * @param traceParent the header that was sent
	 * @param isOn whether the instrumentation is on
	 */
	public static void assertCarried(@Nullable String traceParent, boolean isOn) {
		SpanContext around = Span.current().getSpanContext();
		assertThat(traceParent).matches("00-%s-[0-9a-f]{16}-0[13]".formatted(around.getTraceId()));
		assertThat(traceParent.contains(around.getSpanId())).isEqualTo(!isOn);
	}

	/**
	 * The call.
	 */
	public interface Call {

		/**
		 * Makes the call.
		 * @param isOn whether the instrumentation is on
		 * @throws Exception what the test does not expect
		 */
		void make(boolean isOn) throws Exception;

	}

}
