package io.github.tracingstarter.ui.traces;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A remarkable fact about a trace.
 *
 * @param type its kind
 * @param level its severity: error, warn or info
 * @param title a short title
 * @param text the explanation and what to do
 * @param spanIds the spans concerned
 * @param callSite the location in the code
 * @param nanos the time of the request that it explains, or 0
 */
record Insight(String type, String level, String title, String text, List<String> spanIds,
		@Nullable CodeLocation callSite, long nanos) {

	/**
	 * Creates a fact that does not explain any time.
	 */
	Insight(String type, String level, String title, String text, List<String> spanIds,
			@Nullable CodeLocation callSite) {
		this(type, level, title, text, spanIds, callSite, 0);
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("type", this.type);
		json.put("level", this.level);
		json.put("title", this.title);
		json.put("text", this.text);
		json.put("spanIds", this.spanIds);
		if (this.nanos > 0) {
			json.put("durationUs", PageTimes.of(this.nanos));
		}
		if (this.callSite != null) {
			json.put("callSite", this.callSite.toJson());
		}
		return json;
	}

}
