package io.github.tracingstarter.sql;

import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Asks databases how they run statements. Implemented where statements are traced, and
 * used by the page. A bean.
 */
public interface StatementPlans {

	/**
	 * Lets statements be remembered from now on, unless a property forbids it. Without
	 * this call nothing is remembered, as nobody can ask.
	 * @param development whether the application is being developed
	 */
	void offer(boolean development);

	/**
	 * Asks for the plan of a statement. It does not run.
	 * @param statement the attributes of its span
	 * @return the plan, or why there is none
	 */
	Plan explain(Attributes statement);

	/**
	 * The answer.
	 *
	 * @param text the plan without any literal, or null if there is none
	 * @param remark what the plan is made from, or why there is none
	 */
	record Plan(@Nullable String text, String remark) {

		/**
		 * There is no plan.
		 * @param reason why not
		 * @return the answer
		 */
		public static Plan none(String reason) {
			return new Plan(null, reason);
		}

	}

}
