/**
 * Removes secrets and values from every span, whoever created it, before it leaves the
 * application or is shown.
 */
@NullMarked
package io.github.tracingstarter.redaction;

import org.jspecify.annotations.NullMarked;
