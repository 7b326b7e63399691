package io.github.tracingstarter.ui;

import java.util.Map;

/**
 * Contributes to {@code GET /meta}, which the page polls every few seconds. A bean.
 */
@FunctionalInterface
public interface MetaContributor {

	/**
	 * Adds values.
	 * @param meta the values by name, which must be writable as JSON
	 */
	void contribute(Map<String, Object> meta);

}
