package io.github.tracingstarter.measurement;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Told of each statement that the application has a database execute, whether or not it
 * has a span. Declare it as a bean.
 */
public interface StatementListener {

	/**
	 * Called once when a statement has been executed, or has failed, on the thread that
	 * noticed it. What it throws is logged.
	 * @param query the attributes that are known before it is executed, as its span has
	 * them: one object for each statement, as long as that is remembered
	 * @param errorType what the failure is called, or null if it did not fail
	 * @param code what the database calls the failure, or null
	 * @param nanos how long it took, in nanoseconds
	 * @param trace the context with its span, or that of its caller
	 */
	void executed(Attributes query, @Nullable String errorType, @Nullable String code, long nanos, Context trace);

}
