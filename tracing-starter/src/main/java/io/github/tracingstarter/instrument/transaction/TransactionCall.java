package io.github.tracingstarter.instrument.transaction;

import java.util.regex.Pattern;

import io.github.tracingstarter.instrument.SpanConvention;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.CodeAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that begins.
 *
 * @param name the name of its span
 * @param function the method of the transaction, or null
 * @param readOnly whether it is read-only
 */
record TransactionCall(String name, @Nullable String function, boolean readOnly) {

	private static final AttributeKey<Boolean> READ_ONLY = AttributeKey.booleanKey("tracing.transaction.read_only");

	/**
	 * The form of the names that Spring gives to transactions of methods, and that others
	 * may use.
	 */
	private static final Pattern NAME = Pattern.compile("[\\w$-]+(\\.[\\w$-]+)*");

	private static final int MAX_LENGTH = 250;

	/**
	 * Creates a transaction with the name in its definition.
	 * @param name the name, empty if there is none
	 * @param readOnly whether it is read-only
	 * @return the transaction
	 */
	static TransactionCall of(@Nullable String name, boolean readOnly) {
		if (name == null || name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
			return new TransactionCall("transaction", null, readOnly);
		}
		int method = name.lastIndexOf('.');
		if (method < 0) {
			return new TransactionCall("transaction " + name, null, readOnly);
		}
		int type = Math.max(name.lastIndexOf('.', method - 1), name.lastIndexOf('$', method - 1));
		return new TransactionCall("transaction " + name.substring(type + 1), name, readOnly);
	}

	/**
	 * Describes the span.
	 */
	static final class Convention implements SpanConvention<TransactionCall> {

		@Override
		public String name(TransactionCall call) {
			return call.name();
		}

		@Override
		public SpanKind kind(TransactionCall call) {
			return SpanKind.INTERNAL;
		}

		@Override
		public void start(TransactionCall call, SpanBuilder span) {
			if (call.function() != null) {
				span.setAttribute(CodeAttributes.CODE_FUNCTION_NAME, call.function());
			}
			if (call.readOnly()) {
				span.setAttribute(READ_ONLY, true);
			}
		}

	}

}
