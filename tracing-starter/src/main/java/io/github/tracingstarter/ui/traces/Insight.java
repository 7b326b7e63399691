package io.github.tracingstarter.ui.traces;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something about a trace that is worth a look.
 *
 * @param type what kind of thing
 * @param level how bad: error, warn or info
 * @param title what it is, in a few words
 * @param text what to know and to do
 * @param spanIds the spans it is about
 * @param callSite where to look in the code
 */
record Insight(String type, String level, String title, String text, List<String> spanIds,
		@Nullable CodeLocation callSite) {

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("type", this.type);
		json.put("level", this.level);
		json.put("title", this.title);
		json.put("text", this.text);
		json.put("spanIds", this.spanIds);
		if (this.callSite != null) {
			json.put("callSite", this.callSite.toJson());
		}
		return json;
	}

}
