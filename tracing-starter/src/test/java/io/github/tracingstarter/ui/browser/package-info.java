/**
 * The page in a real browser.
 */
@NullMarked
package io.github.tracingstarter.ui.browser;

import org.jspecify.annotations.NullMarked;
