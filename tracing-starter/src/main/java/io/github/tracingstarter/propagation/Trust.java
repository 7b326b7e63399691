package io.github.tracingstarter.propagation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * The callers whose traces are continued: all, none, or those in some networks.
 */
final class Trust implements LiveProperty {

	static final String KEY = "tracing.propagation.trust";

	private static final String ALWAYS = "always";

	private static final String NEVER = "never";

	/** The key of the span of an untrusted caller. */
	private static final ContextKey<SpanContext> CALLER = ContextKey.named("io.github.tracingstarter.caller");

	private volatile Callers callers;

	Trust(List<String> values) {
		this.callers = Callers.of(values);
	}

	/**
	 * Returns whether every caller is trusted, so that the address of the caller is not
	 * needed.
	 */
	boolean isComplete() {
		return this.callers.all();
	}

	/**
	 * Returns whether a caller is trusted.
	 * @param address its address, or null if it is not known
	 */
	boolean accepts(@Nullable String address) {
		return this.callers.accept(address);
	}

	/**
	 * Returns the context of a request from an untrusted caller. It has neither the
	 * caller's span as a parent nor its baggage.
	 * @param context the context without the caller
	 * @param caller its span, or an invalid one
	 * @return the context in which the span of the request starts
	 */
	static Context apart(Context context, SpanContext caller) {
		return caller.isValid() ? context.with(CALLER, SpanContext.createFromRemoteParent(caller.getTraceId(),
				caller.getSpanId(), caller.getTraceFlags(), TraceState.getDefault())) : context;
	}

	/**
	 * Links the first span of a trace to that of an untrusted caller.
	 */
	static void link(SpanBuilder span, Context parent) {
		SpanContext caller = parent.get(CALLER);
		if (caller != null && !Span.fromContext(parent).getSpanContext().isValid()) {
			span.addLink(caller);
		}
	}

	@Override
	public String key() {
		return KEY;
	}

	@Override
	public String value() {
		return this.callers.text();
	}

	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public @Nullable String unpredictable() {
		return "Traces do not tell from which address they came.";
	}

	@Override
	public void change(String value) {
		this.callers = parse(value);
	}

	private static Callers parse(String value) {
		return Callers.of(Arrays.asList(value.split(",", -1)));
	}

	/**
	 * The trusted callers.
	 *
	 * @param text the value of the property
	 * @param all whether all callers are trusted
	 * @param networks the trusted networks otherwise
	 */
	private record Callers(String text, boolean all, List<Network> networks) {

		static Callers of(List<String> values) {
			List<String> words = values.stream().map((value) -> value.trim().toLowerCase(Locale.ROOT)).toList();
			String text = String.join(",", words);
			if (words.equals(List.of(ALWAYS)) || words.equals(List.of(NEVER))) {
				return new Callers(text, text.equals(ALWAYS), List.of());
			}
			List<Network> networks = new ArrayList<>();
			for (String word : words) {
				Network network = Network.of(word);
				if (network == null) {
					throw new InvalidTracingPropertyException(KEY, text, "'%s' is not a network".formatted(word),
							"Write always, never, or networks such as 10.0.0.0/8,fd00::/8.");
				}
				networks.add(network);
			}
			return new Callers(text, false, List.copyOf(networks));
		}

		boolean accept(@Nullable String address) {
			if (this.all) {
				return true;
			}
			byte[] bytes = this.networks.isEmpty() ? null : Network.bytes(address);
			if (bytes != null) {
				for (Network network : this.networks) {
					if (network.contains(bytes)) {
						return true;
					}
				}
			}
			return false;
		}

	}

}
