package io.github.tracingstarter.ui;

import java.util.List;

/**
 * The routes that a feature of the page adds to its API. A bean.
 */
public interface UiRoutes {

	/**
	 * The operations.
	 * @return all of them, asked once
	 */
	List<UiRoute> routes();

}
