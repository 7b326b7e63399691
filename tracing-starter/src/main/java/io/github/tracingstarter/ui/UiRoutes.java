package io.github.tracingstarter.ui;

import java.util.List;

/**
 * The routes that a feature of the page adds to its API. A bean.
 */
public interface UiRoutes {

	/**
	 * Returns the operations. Called once.
	 * @return all operations
	 */
	List<UiRoute> routes();

}
