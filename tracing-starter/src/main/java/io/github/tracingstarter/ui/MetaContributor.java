package io.github.tracingstarter.ui;

import java.util.Map;

/**
 * Contributes to {@code GET /meta}, which the page polls every few seconds. A bean.
 */
@FunctionalInterface
public interface MetaContributor {

	/**
	 * Adds what it knows.
	 * @param meta names to values that can be written as JSON
	 */
	void contribute(Map<String, Object> meta);

}
