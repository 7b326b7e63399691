/**
 * Takes secrets and values out of every span before it leaves the application or is
 * shown, whoever made it.
 */
@NullMarked
package io.github.tracingstarter.redaction;

import org.jspecify.annotations.NullMarked;
