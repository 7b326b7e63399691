/**
 * The information that a user provides when asking for help: versions, what is traced,
 * what is not and why, and properties with their sources, with secrets hidden. For the
 * log and the page.
 */
@NullMarked
package io.github.tracingstarter.support;

import org.jspecify.annotations.NullMarked;
