/**
 * Installs hooks in methods of the JDK and of libraries, if the agent is present to
 * change them.
 */
@NullMarked
package io.github.tracingstarter.instrument.woven;

import org.jspecify.annotations.NullMarked;
