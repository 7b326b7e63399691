package io.github.tracingstarter.ui;

/**
 * Whether the application is being developed, as far as can be determined, so that the
 * page would be on by default. A bean if there is a page.
 *
 * @param on whether it is being developed
 */
public record Development(boolean on) {

}
