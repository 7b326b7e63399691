package io.github.tracingstarter.ui.settings;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.sampling.rules.Rules;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Shows the sampling rules, and the hits of each. They are changed like any property.
 */
final class RuleRoutes implements UiRoutes {

	private final ObjectProvider<Rules> rules;

	RuleRoutes(ObjectProvider<Rules> rules) {
		this.rules = rules;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/rules", (request) -> rules()));
	}

	private UiResponse rules() {
		return UiResponse.json(Map.of("items",
				this.rules.stream().flatMap((beans) -> beans.statuses().stream()).map(RuleRoutes::json).toList()));
	}

	private static Map<String, Object> json(Rules.Status status) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("rule", JsonParserFactory.getJsonParser().parseMap(status.text()));
		json.put("hits", status.hits());
		put(json, "lastHitUs", status.lastHit());
		put(json, "endsUs", status.until());
		return json;
	}

	private static void put(Map<String, Object> json, String name, @Nullable Instant time) {
		if (time != null) {
			json.put(name, ChronoUnit.MICROS.between(Instant.EPOCH, time));
		}
	}

}
