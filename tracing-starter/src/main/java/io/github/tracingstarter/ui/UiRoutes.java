package io.github.tracingstarter.ui;

import java.util.List;

/**
 * What a feature of the page contributes to its API. A bean.
 */
public interface UiRoutes {

	/**
	 * The operations.
	 * @return all of them, asked once
	 */
	List<UiRoute> routes();

}
