/**
 * Installs hooks in methods of the JDK and of libraries, where the agent is there to
 * change them.
 */
@NullMarked
package io.github.tracingstarter.instrument.woven;

import org.jspecify.annotations.NullMarked;
