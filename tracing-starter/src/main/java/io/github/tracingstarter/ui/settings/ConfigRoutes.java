package io.github.tracingstarter.ui.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.control.EffectiveConfiguration;
import io.github.tracingstarter.control.PropertyText;
import io.github.tracingstarter.report.SupportReport;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;

/**
 * Lists the properties and the instrumentations, changes properties that can be changed,
 * undoes changes, previews their effect, and provides the report for an issue.
 */
final class ConfigRoutes implements UiRoutes, MetaContributor {

	private static final String PROBABILITY = "tracing.sampling.probability";

	private static final int BAD_REQUEST = 400;

	/** Limited, because rules can be long and the page polls. */
	private static final int LONGEST = 300;

	static final String THE_PAGE = "the page";

	private final EffectiveConfiguration configuration;

	private final Changes changes;

	private final SupportReport report;

	private final RulePreview preview;

	ConfigRoutes(EffectiveConfiguration configuration, Changes changes, SupportReport report, TraceStore store) {
		this.configuration = configuration;
		this.changes = changes;
		this.report = report;
		this.preview = new RulePreview(store);
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/config", (request) -> config()),
				new UiRoute("PATCH", "/config", new JsonHandler(this::change)),
				UiRoute.post("/config/undo", new JsonHandler(this::undo)),
				UiRoute.get("/report", (request) -> UiResponse.json(Map.of("text", this.report.text()))),
				UiRoute.post("/rules/preview", new JsonHandler(this::preview)));
	}

	@Override
	public void contribute(Map<String, Object> meta) {
		LiveProperty probability = this.changes.find(PROBABILITY);
		if (probability != null) {
			meta.put("sampling", Double.valueOf(probability.value()));
		}
	}

	private UiResponse config() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("items", this.configuration.properties());
		json.put("instrumentations", this.configuration.instrumentations());
		json.put("changes", this.configuration.changes(LONGEST));
		json.put("yaml", this.configuration.yaml());
		return UiResponse.json(json);
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	private UiResponse change(Map<String, Object> body) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		body.forEach((key, value) -> values.put(key, PropertyText.of(value)));
		this.changes.apply(values, THE_PAGE);
		return config();
	}

	private UiResponse undo(Map<String, Object> body) {
		if (!(body.get("number") instanceof Integer number)) {
			return UiResponse.error(BAD_REQUEST, "The body must have the number of a change: {\"number\": 3}.");
		}
		this.changes.undo(number, THE_PAGE);
		return config();
	}

	private UiResponse preview(Map<String, Object> body) {
		String key = orEmpty(PropertyText.of(body.get("key")));
		String value = orEmpty(PropertyText.of(body.get("value")));
		return UiResponse.json(this.preview.of(this.changes.get(key, value), value));
	}

}
