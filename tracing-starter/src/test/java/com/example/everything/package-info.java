/**
 * An application as users write it, outside the packages of the starter.
 */
@NullMarked
package com.example.everything;

import org.jspecify.annotations.NullMarked;
