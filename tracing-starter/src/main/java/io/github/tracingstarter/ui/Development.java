package io.github.tracingstarter.ui;

/**
 * Whether the application is being developed, as far as can be seen: then the page would
 * be on without being asked for. A bean where there is a page.
 *
 * @param on whether it is
 */
public record Development(boolean on) {

}
