package io.github.tracingstarter.sql;

import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Asks databases how they run statements. A bean that is implemented by the tracing of
 * statements and used by the page.
 */
public interface StatementPlans {

	/**
	 * Starts to remember statements, unless a property forbids it. Without this call
	 * nothing is remembered, because nothing would ask for it.
	 * @param development whether the application is being developed
	 */
	void offer(boolean development);

	/**
	 * Asks for the plan of a statement, without running it.
	 * @param statement the attributes of its span
	 * @return the plan, or why there is none
	 */
	Plan explain(Attributes statement);

	/**
	 * The answer.
	 *
	 * @param text the plan without any literals, or null if there is none
	 * @param remark what the plan is made from, or why there is none
	 */
	record Plan(@Nullable String text, String remark) {

		/**
		 * Creates an answer without a plan.
		 * @param reason why there is none
		 * @return the answer
		 */
		public static Plan none(String reason) {
			return new Plan(null, reason);
		}

	}

}
