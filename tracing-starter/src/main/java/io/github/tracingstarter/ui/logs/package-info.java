/**
 * The recent log lines, with the traces they belong to.
 */
@NullMarked
package io.github.tracingstarter.ui.logs;

import org.jspecify.annotations.NullMarked;
