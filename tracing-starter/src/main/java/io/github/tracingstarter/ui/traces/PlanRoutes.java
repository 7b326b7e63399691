package io.github.tracingstarter.ui.traces;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.sql.StatementPlans;
import io.github.tracingstarter.sql.StatementPlans.Plan;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The route for the plan of a statement. It is a write although it changes nothing,
 * because it makes the database work.
 */
final class PlanRoutes implements UiRoutes {

	private final TraceStore store;

	private final ObjectProvider<StatementPlans> plans;

	PlanRoutes(TraceStore store, ObjectProvider<StatementPlans> plans) {
		this.store = store;
		this.plans = plans;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.post("/traces/{id}/spans/{spanId}/explain", this::explain));
	}

	private UiResponse explain(UiRequest request) {
		StoredSpan span = find(request.variable("id"), request.variable("spanId"));
		if (span == null) {
			return UiResponse.error(404, "This span is not in the store.");
		}
		Plan plan = explain(span);
		return UiResponse.json((plan.text() != null) ? Map.of("plan", plan.text(), "remark", plan.remark())
				: Map.of("remark", plan.remark()));
	}

	private Plan explain(StoredSpan span) {
		if (!span.local()) {
			return Plan.none("Another application ran this statement.");
		}
		StatementPlans available = this.plans.getIfAvailable();
		return (available != null) ? available.explain(span.attributes())
				: Plan.none("SQL statements are not traced by the starter here.");
	}

	private @Nullable StoredSpan find(String traceId, String spanId) {
		StoredTrace trace = this.store.find(traceId);
		return (trace == null) ? null
				: trace.spans().stream().filter((span) -> span.spanId().equals(spanId)).findFirst().orElse(null);
	}

}
